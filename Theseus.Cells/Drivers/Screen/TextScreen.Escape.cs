namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int TabWidth = 8;

    private static byte s_escapeIntermediate;
    private static bool s_lineDrawing;
    private static bool s_savedLineDrawing;
    private static int s_savedX;
    private static int s_savedY;
    private static Rendition s_savedRendition;

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
                if (s_x > 0)
                {
                    s_x--;
                }

                s_wrapPending = false;
                break;
            case 0x09:
                MoveTo((s_x / TabWidth + 1) * TabWidth, s_y);
                break;
            case 0x0A or 0x0B or 0x0C:
                if (s_newLineMode)
                {
                    s_x = 0;
                }

                LineFeed();
                break;
            case 0x0D:
                s_x = 0;
                s_wrapPending = false;
                break;
            case 0x0E or 0x0F:
                s_lineDrawing = value == 0x0E;
                break;
            case 0x1B:
                s_state = ParserState.Escape;
                break;
        }
    }

    private void EscapeByte(byte value)
    {
        s_state = ParserState.Ground;
        switch (value)
        {
            case (byte)'[':
                s_state = ParserState.Parameters;
                s_parameterCount = 1;
                s_parameters[0] = 0;
                s_colons = 0;
                s_prefix = 0;
                s_intermediate = 0;
                break;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                s_state = ParserState.String;
                s_stringBytes = 0;
                break;
            case >= 0x20 and <= 0x2F:
                s_state = ParserState.EscapeIntermediate;
                s_escapeIntermediate = value;
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
                s_x = 0;
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
        if (s_escapeIntermediate == (byte)'(')
        {
            s_lineDrawing = value == (byte)'0';
        }
        else if (s_escapeIntermediate == (byte)'#' && value == (byte)'8')
        {
            FillWithE();
        }
    }

    private void FillWithE()
    {
        ulong cell = Cell.Blank(Palette.Background) | (uint)Font.GlyphOf('E');
        for (int y = 0; y < s_rows; y++)
        {
            Fill(y, 0, s_columns, cell);
        }

        MoveTo(0, 0);
    }

    private void SaveCursor()
    {
        s_savedX = s_x;
        s_savedY = s_y;
        s_savedRendition = s_rendition;
        s_savedLineDrawing = s_lineDrawing;
    }

    private void RestoreCursor()
    {
        s_rendition = s_savedRendition;
        s_lineDrawing = s_savedLineDrawing;
        ApplyRendition();
        MoveTo(s_savedX, s_savedY);
    }
}
