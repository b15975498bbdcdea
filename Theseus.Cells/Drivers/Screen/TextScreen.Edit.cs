using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private static int s_x;
    private static int s_y;
    private static bool s_wrapPending;
    private static int s_top;
    private static int s_bottom;
    private static int s_lastCodePoint;

    private static ulong BlankCell => Cell.Blank(s_rendition.Paper);

    private static int OriginRow => s_originMode ? s_top : 0;

    private void Put(int codePoint)
    {
        if (s_lineDrawing && codePoint is >= 0x60 and <= 0x7E)
        {
            codePoint = LineDrawing[codePoint - 0x60];
        }

        int width = CharacterWidth.Of(codePoint);
        if (width == 0)
        {
            return;
        }

        s_lastCodePoint = codePoint;
        if (s_wrapPending || width == 2 && s_x == s_columns - 1 && s_autoWrap)
        {
            s_x = 0;
            LineFeed();
        }

        if (s_insertMode)
        {
            InsertCharacters(width);
        }

        int at = (int)_rowStarts[s_y] + s_x;
        _cells[at] = s_pen | (uint)Font.GlyphOf(codePoint);
        if (width == 2 && s_x + 1 < s_columns)
        {
            _cells[at + 1] = s_pen;
        }

        _dirty[s_y] = 1;

        if (s_x + width < s_columns)
        {
            s_x += width;
        }
        else
        {
            s_x = s_columns - 1;
            s_wrapPending = s_autoWrap;
        }
    }

    private void Repeat(int count)
    {
        int limit = s_columns * s_rows;
        for (int i = 0; i < count && i < limit; i++)
        {
            Put(s_lastCodePoint);
        }
    }

    private void MoveTo(int x, int y)
    {
        int first = OriginRow;
        int last = s_originMode ? s_bottom - 1 : s_rows - 1;
        s_x = x < 0 ? 0 : x >= s_columns ? s_columns - 1 : x;
        s_y = y < first ? first : y > last ? last : y;
        s_wrapPending = false;
    }

    // A move within the scrolling region stops at its edge, one outside it at the screen's.
    private void MoveVertically(int rows)
    {
        int y = s_y + rows;
        if (s_y >= s_top && y < s_top)
        {
            y = s_top;
        }

        if (s_y < s_bottom && y >= s_bottom)
        {
            y = s_bottom - 1;
        }

        MoveTo(s_x, y);
    }

    private void LineFeed()
    {
        s_wrapPending = false;
        if (s_y == s_bottom - 1)
        {
            ScrollUp(s_top, s_bottom, 1);
        }
        else if (s_y < s_rows - 1)
        {
            s_y++;
        }
    }

    private void ReverseLineFeed()
    {
        s_wrapPending = false;
        if (s_y == s_top)
        {
            ScrollDown(s_top, s_bottom, 1);
        }
        else if (s_y > 0)
        {
            s_y--;
        }
    }

    private void SetMargins(int top, int bottom)
    {
        if (bottom > s_rows)
        {
            bottom = s_rows;
        }

        if (top + 1 >= bottom)
        {
            return;
        }

        s_top = top;
        s_bottom = bottom;
        MoveTo(0, OriginRow);
    }

    private void ResetMargins()
    {
        s_top = 0;
        s_bottom = s_rows;
    }

    private void ScrollUp(int top, int bottom, int count)
    {
        if (count > bottom - top)
        {
            count = bottom - top;
        }

        for (int i = 0; i < count; i++)
        {
            ulong recycled = _rowStarts[top];
            for (int y = top; y < bottom - 1; y++)
            {
                _rowStarts[y] = _rowStarts[y + 1];
            }

            _rowStarts[bottom - 1] = recycled;
            Fill(bottom - 1, 0, s_columns, BlankCell);
        }

        for (int y = top; y < bottom; y++)
        {
            _dirty[y] = 1;
        }
    }

    private void ScrollDown(int top, int bottom, int count)
    {
        if (count > bottom - top)
        {
            count = bottom - top;
        }

        for (int i = 0; i < count; i++)
        {
            ulong recycled = _rowStarts[bottom - 1];
            for (int y = bottom - 1; y > top; y--)
            {
                _rowStarts[y] = _rowStarts[y - 1];
            }

            _rowStarts[top] = recycled;
            Fill(top, 0, s_columns, BlankCell);
        }

        for (int y = top; y < bottom; y++)
        {
            _dirty[y] = 1;
        }
    }

    private void InsertLines(int count)
    {
        if (s_y < s_top || s_y >= s_bottom)
        {
            return;
        }

        ScrollDown(s_y, s_bottom, count);
        MoveTo(0, s_y);
    }

    private void DeleteLines(int count)
    {
        if (s_y < s_top || s_y >= s_bottom)
        {
            return;
        }

        ScrollUp(s_y, s_bottom, count);
        MoveTo(0, s_y);
    }

    private void InsertCharacters(int count)
    {
        if (count > s_columns - s_x)
        {
            count = s_columns - s_x;
        }

        Span<ulong> row = Row(s_y);
        for (int x = s_columns - 1; x >= s_x + count; x--)
        {
            row[x] = row[x - count];
        }

        Fill(s_y, s_x, s_x + count, BlankCell);
    }

    private void DeleteCharacters(int count)
    {
        if (count > s_columns - s_x)
        {
            count = s_columns - s_x;
        }

        Span<ulong> row = Row(s_y);
        for (int x = s_x; x < s_columns - count; x++)
        {
            row[x] = row[x + count];
        }

        Fill(s_y, s_columns - count, s_columns, BlankCell);
        s_wrapPending = false;
    }

    private void EraseCharacters(int count)
    {
        Fill(s_y, s_x, count > s_columns - s_x ? s_columns : s_x + count, BlankCell);
        s_wrapPending = false;
    }

    private void EraseLine(int how)
    {
        if (how > 2)
        {
            return;
        }

        Fill(s_y, how == 0 ? s_x : 0, how == 1 ? s_x + 1 : s_columns, BlankCell);
        s_wrapPending = false;
    }

    private void EraseDisplay(int how)
    {
        if (how == 0)
        {
            EraseLine(0);
            ClearRows(s_y + 1, s_rows);
        }
        else if (how == 1)
        {
            EraseLine(1);
            ClearRows(0, s_y);
        }
        else if (how == 2)
        {
            ClearRows(0, s_rows);
        }
    }

    private void ClearRows(int first, int end)
    {
        for (int y = first; y < end; y++)
        {
            Fill(y, 0, s_columns, BlankCell);
        }
    }

    private void Fill(int y, int first, int end, ulong cell)
    {
        Row(y)[first..end].Fill(cell);
        _dirty[y] = 1;
    }
}
