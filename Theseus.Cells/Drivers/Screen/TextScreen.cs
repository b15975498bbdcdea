using Theseus.Format;

namespace Theseus.Platform.Console;

/// <summary>
/// The terminal on the framebuffer: takes UTF-8 with the control sequences of a VT100 and the common ones of xterm, and
/// any other byte without harm.
/// </summary>
/// <remarks>
/// The problem: under an emulator every pixel written costs, and scrolling moves them all. The idea: writing only changes
/// a grid of cells (one 64-bit word each: glyph, ink, paper), where scrolling renumbers rows; <see cref="Present"/>
/// compares that grid with the one on the screen and draws the cells that differ. So a thousand lines that scroll by
/// between two presents cost one redraw. The framebuffer is never read.
/// Static and without allocation, so that it works before the runtime stands and in a panic. Not re-entrant: callers
/// serialise; a panic that interrupts a write may call <see cref="Reset"/> and go on.
/// </remarks>
// SAFETY: all pointers lie in the block given to Initialize, which the caller hands over for good; every cell address is
// made by Row(y) plus a column, with 0 <= y < _rows and 0 <= column < _columns kept by the clamps at each cursor move.
[Resident]
internal static unsafe partial class TextScreen
{
    private const int MaxParameters = 16;
    private const int ReplyCapacity = 64;
    private const int MinColumns = 2;
    private const int MaxSize = 4096;

    private static Framebuffer _framebuffer;
    private static ulong* _cells;
    private static ulong* _shown;
    private static ushort* _rowMap;
    private static byte* _dirty;
    private static ushort* _parameters;
    private static byte* _replies;
    private static int _columns;
    private static int _rows;

    /// <summary>Width in characters; 0 before <see cref="Initialize"/>.</summary>
    public static int Columns => _columns;

    /// <summary>Height in characters; 0 before <see cref="Initialize"/>.</summary>
    public static int Rows => _rows;

    /// <summary>True once <see cref="Initialize"/> has succeeded. Before that, everything else does nothing.</summary>
    public static bool IsReady => _columns != 0;

    /// <summary>Column of the cursor, from 0.</summary>
    public static int CursorColumn => _x;

    /// <summary>Row of the cursor, from 0.</summary>
    public static int CursorRow => _y;

    /// <summary>True while a program has asked for the cursor keys' application form (DECCKM); the keyboard follows it.</summary>
    public static bool ApplicationCursorKeys => _applicationCursorKeys;

    /// <summary>Bytes of memory that the screen needs for <paramref name="framebuffer"/>, 8-byte aligned.</summary>
    public static nuint BytesNeeded(in Framebuffer framebuffer) =>
        BytesNeeded(framebuffer.Width / Font.Width, framebuffer.Height / Font.Height);

    /// <summary>Bytes of memory that a screen of this size in characters needs, 8-byte aligned.</summary>
    public static nuint BytesNeeded(int columns, int rows) =>
        (nuint)columns * (nuint)rows * sizeof(ulong) * 2 + (nuint)rows * sizeof(ushort) + MaxParameters * sizeof(ushort)
        + ReplyCapacity + (nuint)rows;

    /// <summary>
    /// Takes over the framebuffer and <paramref name="bytes"/> bytes of zeroed, 8-byte aligned memory at
    /// <paramref name="memory"/> for good, and clears the screen. False where either will not do; nothing is changed then.
    /// </summary>
    public static bool Initialize(in Framebuffer framebuffer, void* memory, nuint bytes)
    {
        if (!framebuffer.IsUsable || bytes < BytesNeeded(framebuffer)) return false;
        if (!IsUsable(framebuffer.Width / Font.Width, framebuffer.Height / Font.Height, memory)) return false;
        _framebuffer = framebuffer;
        _framebuffer.Fill(Palette.Background);
        Begin(framebuffer.Width / Font.Width, framebuffer.Height / Font.Height, memory);
        return true;
    }

    /// <summary>
    /// A screen that nobody sees, for a machine without a framebuffer: it keeps the text and answers for the terminal
    /// on the serial line, which may not. Memory and result as for a framebuffer.
    /// </summary>
    public static bool Initialize(int columns, int rows, void* memory, nuint bytes)
    {
        if (!IsUsable(columns, rows, memory) || bytes < BytesNeeded(columns, rows)) return false;
        _framebuffer = default;
        Begin(columns, rows, memory);
        return true;
    }

    /// <summary>Gives up the framebuffer and the memory: everything does nothing again.</summary>
    public static void Remove()
    {
        _columns = _rows = 0;
        _replyCount = 0;
        _framebuffer = default;
    }

    private static bool IsUsable(int columns, int rows, void* memory) =>
        columns is >= MinColumns and <= MaxSize && rows is >= 1 and <= MaxSize && memory != null && ((nuint)memory & 7) == 0;

    private static void Begin(int columns, int rows, void* memory)
    {
        _columns = columns;
        _rows = rows;
        var count = columns * rows;
        _cells = (ulong*)memory;
        _shown = _cells + count;
        _rowMap = (ushort*)(_shown + count);
        _parameters = _rowMap + rows;
        _replies = (byte*)(_parameters + MaxParameters);
        _dirty = _replies + ReplyCapacity;

        _drawnCursorRow = 0;
        for (var y = 0; y < rows; y++) _rowMap[y] = (ushort)y;
        var empty = Cell.Blank(Palette.Background);
        for (var i = 0; i < count; i++) _shown[i] = empty;
        Reset();
        Present();
    }

    /// <summary>As after power-on (RIS): an empty screen, default colours and modes, the cursor at the top left.</summary>
    public static void Reset()
    {
        if (!IsReady) return;
        _state = ParserState.Ground;
        _utf8 = default;
        _replyCount = 0;
        _autoWrap = true;
        _newLineMode = true;
        _cursorVisible = true;
        _insertMode = false;
        _originMode = false;
        _applicationCursorKeys = false;
        _lineDrawing = false;
        _lastCodePoint = ' ';
        ResetRendition();
        ResetMargins();
        _x = 0;
        _y = 0;
        _wrapPending = false;
        SaveCursor();
        ClearRows(0, _rows);
    }

    /// <summary>True where <see cref="TakeReply"/> has something to give.</summary>
    public static bool HasReply => _replyCount != 0;

    /// <summary>
    /// Moves what the terminal has to answer (cursor position, device attributes) into <paramref name="buffer"/>; returns
    /// the number of bytes. Whoever reads the console's input reads this first.
    /// </summary>
    public static int TakeReply(Span<byte> buffer)
    {
        var count = _replyCount < buffer.Length ? _replyCount : buffer.Length;
        for (var i = 0; i < count; i++) buffer[i] = _replies[i];
        for (var i = count; i < _replyCount; i++) _replies[i - count] = _replies[i];
        _replyCount -= count;
        return count;
    }

    /// <summary>The code point shown at a position, from (0, 0) at the top left; a space outside the screen.</summary>
    public static int CodePointAt(int column, int row) => Font.CodePointOf(Cell.Glyph(CellAt(column, row)));

    /// <summary>The colour 0xRRGGBB of the ink at a position.</summary>
    public static uint InkAt(int column, int row) => Cell.Ink(CellAt(column, row));

    /// <summary>The colour 0xRRGGBB of the paper at a position.</summary>
    public static uint PaperAt(int column, int row) => Cell.Paper(CellAt(column, row));

    private static ulong CellAt(int column, int row) =>
        (uint)column < (uint)_columns && (uint)row < (uint)_rows
            ? Row(row)[column]
            : Cell.Blank(Palette.Background);

    private static ulong* Row(int y) => _cells + (nint)_rowMap[y] * _columns;
}
