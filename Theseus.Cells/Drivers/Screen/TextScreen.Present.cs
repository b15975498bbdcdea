namespace Theseus.Platform.Console;

// SAFETY: as stated at the class in TextScreen.cs.
internal static unsafe partial class TextScreen
{
    private const ulong UnderlineRow = 0xFF << 16; // row 13 of 16: below the baseline (row 11), between descenders

    private static int _drawnCursorRow;

    /// <summary>
    /// Makes the framebuffer show what has been written: draws the cells that differ, and the cursor. Call it when the
    /// machine goes idle, before waiting for input, and now and then during long output.
    /// </summary>
    public static void Present()
    {
        if (!IsReady) return;
        _dirty[_drawnCursorRow] = 1;
        _dirty[_y] = 1;
        _drawnCursorRow = _y;
        for (var y = 0; y < _rows; y++)
        {
            if (_dirty[y] == 0) continue;
            _dirty[y] = 0;
            PresentRow(y);
        }
    }

    private static void PresentRow(int y)
    {
        var wanted = Row(y);
        var shown = _shown + (nint)y * _columns;
        var cursor = _cursorVisible && y == _y ? _x : -1;
        for (var x = 0; x < _columns; x++)
        {
            var cell = x == cursor ? Cell.UnderCursor(wanted[x]) : wanted[x];
            if (shown[x] == cell) continue;
            shown[x] = cell;
            Draw(x, y, cell);
        }
    }

    private static void Draw(int x, int y, ulong cell)
    {
        var glyph = Cell.Glyph(cell);
        var bold = (cell & Cell.Bold) != 0;
        var lower = Font.LowerHalf(glyph, bold);
        if ((cell & Cell.Underline) != 0) lower |= UnderlineRow;
        _framebuffer.DrawGlyph(x * Font.Width, y * Font.Height, Font.UpperHalf(glyph, bold), lower,
            Cell.Ink(cell), Cell.Paper(cell));
    }
}
