namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const ulong UnderlineRow = 0xFF << 16; // row 13 of 16: below the baseline (row 11), between descenders

    private static int s_drawnCursorRow;

    /// <summary>
    /// Makes the framebuffer show what has been written: draws the cells that differ, and the cursor. Call it when the
    /// machine goes idle, before waiting for input, and now and then during long output.
    /// </summary>
    public static void Present()
    {
        if (TryOpen(out TextScreen screen))
        {
            screen.PresentRows(ScreenMemory.Strip);
        }
    }

    private void PresentRows(Span<byte> strip)
    {
        _dirty[s_drawnCursorRow] = 1;
        _dirty[s_y] = 1;
        s_drawnCursorRow = s_y;
        for (int y = 0; y < s_rows; y++)
        {
            if (_dirty[y] == 0)
            {
                continue;
            }

            _dirty[y] = 0;
            PresentRow(strip, y);
        }
    }

    // Cells that differ are drawn into the strip, and each run of them goes to the display in one piece a line of
    // pixels.
    private void PresentRow(Span<byte> strip, int y)
    {
        Span<ulong> wanted = Row(y);
        Span<ulong> shown = _shown.Slice(y * s_columns, s_columns);
        int cursor = s_cursorVisible && y == s_y ? s_x : -1;
        int runStart = -1;
        for (int x = 0; x < wanted.Length && x < shown.Length; x++)
        {
            ulong cell = x == cursor ? Cell.UnderCursor(wanted[x]) : wanted[x];
            if (shown[x] == cell)
            {
                if (runStart >= 0)
                {
                    s_framebuffer.Show(strip, y * Font.Height, runStart * Font.Width, x * Font.Width);
                }

                runStart = -1;
                continue;
            }

            shown[x] = cell;
            if (runStart < 0)
            {
                runStart = x;
            }

            Draw(strip, x, cell);
        }

        if (runStart >= 0)
        {
            s_framebuffer.Show(strip, y * Font.Height, runStart * Font.Width, shown.Length * Font.Width);
        }
    }

    private static void Draw(Span<byte> strip, int x, ulong cell)
    {
        int glyph = Cell.Glyph(cell);
        bool bold = (cell & Cell.Bold) != 0;
        ulong lower = Font.LowerHalf(glyph, bold);
        if ((cell & Cell.Underline) != 0)
        {
            lower |= UnderlineRow;
        }

        s_framebuffer.DrawGlyph(strip, x * Font.Width, Font.UpperHalf(glyph, bold), lower, Cell.Ink(cell),
            Cell.Paper(cell));
    }
}
