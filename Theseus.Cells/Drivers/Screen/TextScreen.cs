using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// The terminal on the display: takes UTF-8 with the control sequences of a VT100 and the common ones of xterm, and any
/// other byte without harm.
/// </summary>
/// <remarks>
/// The problem: under an emulator every pixel written costs, and scrolling moves them all. The idea: writing only
/// changes a grid of cells (one 64-bit word each: glyph, ink, paper), where scrolling renumbers rows;
/// <see cref="Present"/> compares that grid with the one on the screen and draws the cells that differ. So a thousand
/// lines that scroll by between two presents cost one redraw. The display's memory is never read.
/// There is one screen. Its state is in statics, which stay when a program ends, and its grids in memory of its own; a
/// value of this type is a view of the grids for the length of one call. Allocates nothing, so that it works in a
/// panic. Not re-entrant: callers serialise; a panic that interrupts a write may go on all the same.
/// </remarks>
[Resident]
internal ref partial struct TextScreen
{
    private const int MaxParameters = 16;
    private const int ReplyCapacity = 64;
    private const int MinColumns = 2;

    [InlineArray(MaxParameters)]
    private struct Parameters
    {
        private ushort _first;
    }

    [InlineArray(ReplyCapacity)]
    private struct Replies
    {
        private byte _first;
    }

    private static Framebuffer s_framebuffer;
    private static Parameters s_parameters;
    private static Replies s_replies;
    private static int s_columns;
    private static int s_rows;

    private readonly Span<ulong> _cells;
    private readonly Span<ulong> _shown;
    private readonly Span<ulong> _rowStarts; // where each row's cells begin
    private readonly Span<ulong> _dirty; // not 0 for a row that may differ from what is shown

    private TextScreen(Span<ulong> words)
    {
        int count = s_columns * s_rows;
        _cells = words[..count];
        _shown = words.Slice(count, count);
        _rowStarts = words.Slice(2 * count, s_rows);
        _dirty = words.Slice((2 * count) + s_rows, s_rows);
    }

    /// <summary>Width in characters; 0 before <see cref="Initialize"/>.</summary>
    public static int Columns => s_columns;

    /// <summary>Height in characters; 0 before <see cref="Initialize"/>.</summary>
    public static int Rows => s_rows;

    /// <summary>True once <see cref="Initialize"/> has succeeded. Before that, everything else does nothing.</summary>
    public static bool IsReady => s_columns != 0;

    /// <summary>Column of the cursor, from 0.</summary>
    public static int CursorColumn => s_x;

    /// <summary>Row of the cursor, from 0.</summary>
    public static int CursorRow => s_y;

    /// <summary>
    /// True while a program has asked for the cursor keys' application form (DECCKM); the keyboard follows it.
    /// </summary>
    public static bool ApplicationCursorKeys => s_applicationCursorKeys;

    /// <summary>Words of memory that the screen needs for a framebuffer.</summary>
    public static int WordsNeeded(in Framebuffer framebuffer) =>
        WordsNeeded(framebuffer.Width / Font.Width, framebuffer.Height / Font.Height);

    private static int WordsNeeded(int columns, int rows) => 2 * ((columns * rows) + rows);

    /// <summary>
    /// Begins to show text with <see cref="ScreenMemory"/>, and clears the screen. False where the framebuffer or the
    /// memory will not do; nothing is changed then.
    /// </summary>
    public static bool Initialize(in Framebuffer framebuffer)
    {
        int columns = framebuffer.Width / Font.Width, rows = framebuffer.Height / Font.Height;
        if (!framebuffer.IsUsable || columns < MinColumns || rows < 1
            || ScreenMemory.Words.Length < WordsNeeded(columns, rows)
            || ScreenMemory.Strip.Length < framebuffer.StripBytes)
        {
            return false;
        }

        s_framebuffer = framebuffer;
        s_framebuffer.Fill(ScreenMemory.Strip, Palette.Background);
        (s_columns, s_rows) = (columns, rows);
        new TextScreen(ScreenMemory.Words).Begin();
        Present();
        return true;
    }

    /// <summary>Gives up the screen: everything does nothing again.</summary>
    public static void Remove()
    {
        s_columns = s_rows = 0;
        s_replyCount = 0;
        s_framebuffer = default;
    }

    /// <summary>
    /// As after power-on (RIS): an empty screen, default colours and modes, the cursor at the top left.
    /// </summary>
    public static void Reset()
    {
        if (TryOpen(out TextScreen screen))
        {
            screen.PowerOn();
        }
    }

    /// <summary>True where <see cref="TakeReply"/> has something to give.</summary>
    public static bool HasReply => s_replyCount != 0;

    /// <summary>
    /// Moves what the terminal has to answer (cursor position, device attributes) into <paramref name="buffer"/>;
    /// returns the number of bytes. Whoever reads the console's input reads this first.
    /// </summary>
    public static int TakeReply(Span<byte> buffer)
    {
        int count = s_replyCount < buffer.Length ? s_replyCount : buffer.Length;
        for (int i = 0; i < count; i++)
        {
            buffer[i] = s_replies[i];
        }

        for (int i = count; i < s_replyCount; i++)
        {
            s_replies[i - count] = s_replies[i];
        }

        s_replyCount -= count;
        return count;
    }

    /// <summary>The code point shown at a position, from (0, 0) at the top left; a space outside the screen.</summary>
    public static int CodePointAt(int column, int row) => Font.CodePointOf(Cell.Glyph(CellAt(column, row)));

    /// <summary>The colour 0xRRGGBB of the ink at a position.</summary>
    public static uint InkAt(int column, int row) => Cell.Ink(CellAt(column, row));

    /// <summary>The colour 0xRRGGBB of the paper at a position.</summary>
    public static uint PaperAt(int column, int row) => Cell.Paper(CellAt(column, row));

    private static ulong CellAt(int column, int row) =>
        (uint)column < (uint)s_columns && (uint)row < (uint)s_rows && TryOpen(out TextScreen screen)
            ? screen.Row(row)[column]
            : Cell.Blank(Palette.Background);

    /// <summary>A view of the grids; false where there is no screen.</summary>
    private static bool TryOpen(out TextScreen screen)
    {
        Span<ulong> words = IsReady ? ScreenMemory.Words : default;
        if (words.Length < WordsNeeded(s_columns, s_rows) || !IsReady)
        {
            screen = default;
            return false;
        }

        screen = new TextScreen(words);
        return true;
    }

    private void Begin()
    {
        s_drawnCursorRow = 0;
        for (int y = 0; y < s_rows; y++)
        {
            _rowStarts[y] = (ulong)(y * s_columns);
        }

        _shown.Fill(Cell.Blank(Palette.Background));
        PowerOn();
    }

    private void PowerOn()
    {
        s_state = ParserState.Ground;
        s_utf8 = default;
        s_replyCount = 0;
        s_autoWrap = true;
        s_newLineMode = true;
        s_cursorVisible = true;
        s_insertMode = false;
        s_originMode = false;
        s_applicationCursorKeys = false;
        s_lineDrawing = false;
        s_lastCodePoint = ' ';
        ResetRendition();
        ResetMargins();
        s_x = 0;
        s_y = 0;
        s_wrapPending = false;
        SaveCursor();
        ClearRows(0, s_rows);
    }

    private readonly Span<ulong> Row(int y) => _cells.Slice((int)_rowStarts[y], s_columns);
}
