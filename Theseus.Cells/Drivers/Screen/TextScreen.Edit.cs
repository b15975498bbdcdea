using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private static int _x;
    private static int _y;
    private static bool _wrapPending;
    private static int _top;
    private static int _bottom;
    private static int _lastCodePoint;

    private static ulong BlankCell => Cell.Blank(_rendition.Paper);

    private static int OriginRow => _originMode ? _top : 0;

    private void Put(int codePoint)
    {
        if (_lineDrawing && codePoint is >= 0x60 and <= 0x7E)
        {
            codePoint = LineDrawing[codePoint - 0x60];
        }

        int width = CharacterWidth.Of(codePoint);
        if (width == 0)
        {
            return;
        }

        _lastCodePoint = codePoint;
        if (_wrapPending || width == 2 && _x == _columns - 1 && _autoWrap)
        {
            _x = 0;
            LineFeed();
        }

        if (_insertMode)
        {
            InsertCharacters(width);
        }

        int at = (int)_rowStarts[_y] + _x;
        _cells[at] = _pen | (uint)Font.GlyphOf(codePoint);
        if (width == 2 && _x + 1 < _columns)
        {
            _cells[at + 1] = _pen;
        }

        _dirty[_y] = 1;

        if (_x + width < _columns)
        {
            _x += width;
        }
        else
        {
            _x = _columns - 1;
            _wrapPending = _autoWrap;
        }
    }

    private void Repeat(int count)
    {
        int limit = _columns * _rows;
        for (int i = 0; i < count && i < limit; i++)
        {
            Put(_lastCodePoint);
        }
    }

    private void MoveTo(int x, int y)
    {
        int first = OriginRow;
        int last = _originMode ? _bottom - 1 : _rows - 1;
        _x = x < 0 ? 0 : x >= _columns ? _columns - 1 : x;
        _y = y < first ? first : y > last ? last : y;
        _wrapPending = false;
    }

    // A move within the scrolling region stops at its edge, one outside it at the screen's.
    private void MoveVertically(int rows)
    {
        int y = _y + rows;
        if (_y >= _top && y < _top)
        {
            y = _top;
        }

        if (_y < _bottom && y >= _bottom)
        {
            y = _bottom - 1;
        }

        MoveTo(_x, y);
    }

    private void LineFeed()
    {
        _wrapPending = false;
        if (_y == _bottom - 1)
        {
            ScrollUp(_top, _bottom, 1);
        }
        else if (_y < _rows - 1)
        {
            _y++;
        }
    }

    private void ReverseLineFeed()
    {
        _wrapPending = false;
        if (_y == _top)
        {
            ScrollDown(_top, _bottom, 1);
        }
        else if (_y > 0)
        {
            _y--;
        }
    }

    private void SetMargins(int top, int bottom)
    {
        if (bottom > _rows)
        {
            bottom = _rows;
        }

        if (top + 1 >= bottom)
        {
            return;
        }

        _top = top;
        _bottom = bottom;
        MoveTo(0, OriginRow);
    }

    private void ResetMargins()
    {
        _top = 0;
        _bottom = _rows;
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
            Fill(bottom - 1, 0, _columns, BlankCell);
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
            Fill(top, 0, _columns, BlankCell);
        }

        for (int y = top; y < bottom; y++)
        {
            _dirty[y] = 1;
        }
    }

    private void InsertLines(int count)
    {
        if (_y < _top || _y >= _bottom)
        {
            return;
        }

        ScrollDown(_y, _bottom, count);
        MoveTo(0, _y);
    }

    private void DeleteLines(int count)
    {
        if (_y < _top || _y >= _bottom)
        {
            return;
        }

        ScrollUp(_y, _bottom, count);
        MoveTo(0, _y);
    }

    private void InsertCharacters(int count)
    {
        if (count > _columns - _x)
        {
            count = _columns - _x;
        }

        Span<ulong> row = Row(_y);
        for (int x = _columns - 1; x >= _x + count; x--)
        {
            row[x] = row[x - count];
        }

        Fill(_y, _x, _x + count, BlankCell);
    }

    private void DeleteCharacters(int count)
    {
        if (count > _columns - _x)
        {
            count = _columns - _x;
        }

        Span<ulong> row = Row(_y);
        for (int x = _x; x < _columns - count; x++)
        {
            row[x] = row[x + count];
        }

        Fill(_y, _columns - count, _columns, BlankCell);
        _wrapPending = false;
    }

    private void EraseCharacters(int count)
    {
        Fill(_y, _x, count > _columns - _x ? _columns : _x + count, BlankCell);
        _wrapPending = false;
    }

    private void EraseLine(int how)
    {
        if (how > 2)
        {
            return;
        }

        Fill(_y, how == 0 ? _x : 0, how == 1 ? _x + 1 : _columns, BlankCell);
        _wrapPending = false;
    }

    private void EraseDisplay(int how)
    {
        if (how == 0)
        {
            EraseLine(0);
            ClearRows(_y + 1, _rows);
        }
        else if (how == 1)
        {
            EraseLine(1);
            ClearRows(0, _y);
        }
        else if (how == 2)
        {
            ClearRows(0, _rows);
        }
    }

    private void ClearRows(int first, int end)
    {
        for (int y = first; y < end; y++)
        {
            Fill(y, 0, _columns, BlankCell);
        }
    }

    private void Fill(int y, int first, int end, ulong cell)
    {
        Row(y)[first..end].Fill(cell);
        _dirty[y] = 1;
    }
}
