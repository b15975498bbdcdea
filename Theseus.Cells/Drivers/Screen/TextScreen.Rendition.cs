namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private static Rendition _rendition;
    private static ulong _pen;

    private void ResetRendition()
    {
        _rendition = default;
        _rendition.Ink = Palette.Foreground;
        _rendition.Paper = Palette.Background;
        ApplyRendition();
    }

    // The pen is a cell without its glyph, so that putting a character is one OR.
    private void ApplyRendition()
    {
        uint ink = _rendition.Dim ? Palette.Blend(_rendition.Ink, _rendition.Paper) : _rendition.Ink;
        if (!_rendition.InkIsExact)
        {
            ink = Contrast.Readable(ink, _rendition.Paper);
        }

        if (_rendition.Hidden)
        {
            ink = _rendition.Paper;
        }

        _pen = _rendition.Inverse ? Cell.Coloured(_rendition.Paper, ink) : Cell.Coloured(ink, _rendition.Paper);
        if (_rendition.Bold)
        {
            _pen |= Cell.Bold;
        }

        if (_rendition.Underline)
        {
            _pen |= Cell.Underline;
        }
    }

    private void SelectRendition()
    {
        for (int i = 0; i < _parameterCount; i++)
        {
            i = SelectRendition(i);
        }

        ApplyRendition();
    }

    // Applies parameter i; returns the last parameter used.
    private int SelectRendition(int i)
    {
        int code = _parameters[i];
        bool exact = false;
        switch (code)
        {
            case 0: ResetRendition(); break;
            case 1: _rendition.Bold = true; break;
            case 2: _rendition.Dim = true; break;
            case 4: return SelectUnderline(i);
            case 7: _rendition.Inverse = true; break;
            case 8: _rendition.Hidden = true; break;
            case 21: _rendition.Underline = true; break;
            case 22: _rendition.Bold = _rendition.Dim = false; break;
            case 24: _rendition.Underline = false; break;
            case 27: _rendition.Inverse = false; break;
            case 28: _rendition.Hidden = false; break;
            case >= 30 and <= 37: Ink(Palette.Indexed(code - 30)); break;
            case 38: return ExtendedColour(i, ref _rendition.Ink, ref _rendition.InkIsExact, isPaper: false);
            case 39: Ink(Palette.Foreground); break;
            case >= 40 and <= 47: _rendition.Paper = Palette.IndexedPaper(code - 40); break;
            case 48: return ExtendedColour(i, ref _rendition.Paper, ref exact, isPaper: true);
            case 49: _rendition.Paper = Palette.Background; break;
            case 58: uint ignored = 0; return ExtendedColour(i, ref ignored, ref exact, isPaper: false);
            case >= 90 and <= 97: Ink(Palette.Indexed(code - 90 + 8)); break;
            case >= 100 and <= 107: _rendition.Paper = Palette.IndexedPaper(code - 100 + 8); break;
        }

        return EndOfGroup(i);
    }

    private void Ink(uint colour)
    {
        _rendition.Ink = colour;
        _rendition.InkIsExact = false;
    }

    // 4, or 4:style with style 0 for none.
    private int SelectUnderline(int i)
    {
        int end = EndOfGroup(i);
        _rendition.Underline = end == i || _parameters[i + 1] != 0;
        return end;
    }

    // 38;5;INDEX  38;2;R;G;B  and with colons 38:5:INDEX  38:2:R:G:B  38:2:SPACE:R:G:B.
    private int ExtendedColour(int i, ref uint colour, ref bool exact, bool isPaper)
    {
        int groupEnd = EndOfGroup(i);
        bool colons = groupEnd > i;
        int last = colons ? groupEnd : _parameterCount - 1;
        if (last == i)
        {
            return i;
        }

        if (_parameters[i + 1] == 5 && last >= i + 2)
        {
            int index = _parameters[i + 2];
            if (index < 256)
            {
                colour = isPaper ? Palette.IndexedPaper(index) : Palette.Indexed(index);
                exact = false;
            }

            return colons ? last : i + 2;
        }

        int first = colons && last >= i + 5 ? i + 3 : i + 2;
        if (_parameters[i + 1] != 2 || last < first + 2)
        {
            return last;
        }

        colour = Channel(first) << 16 | Channel(first + 1) << 8 | Channel(first + 2);
        exact = true;
        return colons ? last : first + 2;
    }

    private uint Channel(int i) => _parameters[i] > 255 ? 255u : _parameters[i];

    // The last parameter joined to parameter i by colons.
    private int EndOfGroup(int i)
    {
        while (i + 1 < _parameterCount && (_colons >> (i + 1) & 1) != 0)
        {
            i++;
        }

        return i;
    }
}
