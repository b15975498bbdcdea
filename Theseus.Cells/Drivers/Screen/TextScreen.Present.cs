namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const ulong UnderlineRow = 0xFF << 16; // row 13 of 16: below the baseline (row 11), between descenders

    private static int _drawnCursorRow;

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
        _dirty[_drawnCursorRow] = 1;
        _dirty[_y] = 1;
        _drawnCursorRow = _y;
        for (int y = 0; y < _rows; y++)
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
        Span<ulong> shown = _shown.Slice(y * _columns, _columns);
        int cursor = _cursorVisible && y == _y ? _x : -1;
        int runStart = -1;
        for (int x = 0; x < wanted.Length && x < shown.Length; x++)
        {
            ulong cell = x == cursor ? Cell.UnderCursor(wanted[x]) : wanted[x];
            if (shown[x] == cell)
            {
                if (runStart >= 0)
                {
                    _framebuffer.Show(strip, y * Font.Height, runStart * Font.Width, x * Font.Width);
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
            _framebuffer.Show(strip, y * Font.Height, runStart * Font.Width, shown.Length * Font.Width);
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

        _framebuffer.DrawGlyph(strip, x * Font.Width, Font.UpperHalf(glyph, bold), lower, Cell.Ink(cell),
            Cell.Paper(cell));
    }
}
