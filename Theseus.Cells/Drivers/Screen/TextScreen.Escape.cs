namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int TabWidth = 8;

    private static byte _escapeIntermediate;
    private static bool _lineDrawing;
    private static bool _savedLineDrawing;
    private static int _savedX;
    private static int _savedY;
    private static Rendition _savedRendition;

    // What the DEC special graphics set shows for 0x60 to 0x7E (VT100 User Guide, table 3-9).
    private static ReadOnlySpan<ushort> LineDrawing =>
    [
        0x25C6, 0x2592, 0x2409, 0x240C, 0x240D, 0x240A, 0x00B0, 0x00B1, 0x2424, 0x240B, 0x2518, 0x2510, 0x250C, 0x2514,
        0x253C, 0x23BA, 0x23BB, 0x2500, 0x23BC, 0x23BD, 0x251C, 0x2524, 0x2534, 0x252C, 0x2502, 0x2264, 0x2265, 0x03C0,
        0x2260, 0x00A3, 0x00B7,
    ];

    private void Control(byte value)
    {
        switch (value)
        {
            case 0x08:
                if (_x > 0)
                {
                    _x--;
                }

                _wrapPending = false;
                break;
            case 0x09:
                MoveTo((_x / TabWidth + 1) * TabWidth, _y);
                break;
            case 0x0A or 0x0B or 0x0C:
                if (_newLineMode)
                {
                    _x = 0;
                }

                LineFeed();
                break;
            case 0x0D:
                _x = 0;
                _wrapPending = false;
                break;
            case 0x0E or 0x0F:
                _lineDrawing = value == 0x0E;
                break;
            case 0x1B:
                _state = ParserState.Escape;
                break;
        }
    }

    private void EscapeByte(byte value)
    {
        _state = ParserState.Ground;
        switch (value)
        {
            case (byte)'[':
                _state = ParserState.Parameters;
                _parameterCount = 1;
                _parameters[0] = 0;
                _colons = 0;
                _prefix = 0;
                _intermediate = 0;
                break;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                _state = ParserState.String;
                _stringBytes = 0;
                break;
            case >= 0x20 and <= 0x2F:
                _state = ParserState.EscapeIntermediate;
                _escapeIntermediate = value;
                break;
            case (byte)'7':
                SaveCursor();
                break;
            case (byte)'8':
                RestoreCursor();
                break;
            case (byte)'D':
                LineFeed();
                break;
            case (byte)'E':
                _x = 0;
                LineFeed();
                break;
            case (byte)'M':
                ReverseLineFeed();
                break;
            case (byte)'c':
                PowerOn();
                break;
        }
    }

    private void EscapeWithIntermediate(byte value)
    {
        if (_escapeIntermediate == (byte)'(')
        {
            _lineDrawing = value == (byte)'0';
        }
        else if (_escapeIntermediate == (byte)'#' && value == (byte)'8')
        {
            FillWithE();
        }
    }

    private void FillWithE()
    {
        ulong cell = Cell.Blank(Palette.Background) | (uint)Font.GlyphOf('E');
        for (int y = 0; y < _rows; y++)
        {
            Fill(y, 0, _columns, cell);
        }

        MoveTo(0, 0);
    }

    private void SaveCursor()
    {
        _savedX = _x;
        _savedY = _y;
        _savedRendition = _rendition;
        _savedLineDrawing = _lineDrawing;
    }

    private void RestoreCursor()
    {
        _rendition = _savedRendition;
        _lineDrawing = _savedLineDrawing;
        ApplyRendition();
        MoveTo(_savedX, _savedY);
    }
}
