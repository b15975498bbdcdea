namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private static Rendition s_rendition;
    private static ulong s_pen;

    private void ResetRendition()
    {
        s_rendition = default;
        s_rendition.Ink = Palette.Foreground;
        s_rendition.Paper = Palette.Background;
        ApplyRendition();
    }

    // The pen is a cell without its glyph, so that putting a character is one OR.
    private void ApplyRendition()
    {
        uint ink = s_rendition.Dim ? Palette.Blend(s_rendition.Ink, s_rendition.Paper) : s_rendition.Ink;
        if (!s_rendition.InkIsExact)
        {
            ink = Contrast.Readable(ink, s_rendition.Paper);
        }

        if (s_rendition.Hidden)
        {
            ink = s_rendition.Paper;
        }

        s_pen = s_rendition.Inverse ? Cell.Coloured(s_rendition.Paper, ink) : Cell.Coloured(ink, s_rendition.Paper);
        if (s_rendition.Bold)
        {
            s_pen |= Cell.Bold;
        }

        if (s_rendition.Underline)
        {
            s_pen |= Cell.Underline;
        }
    }

    private void SelectRendition()
    {
        for (int i = 0; i < s_parameterCount; i++)
        {
            i = SelectRendition(i);
        }

        ApplyRendition();
    }

    // Applies parameter i; returns the last parameter used.
    private int SelectRendition(int i)
    {
        int code = s_parameters[i];
        bool exact = false;
        switch (code)
        {
            case 0: ResetRendition(); break;
            case 1: s_rendition.Bold = true; break;
            case 2: s_rendition.Dim = true; break;
            case 4: return SelectUnderline(i);
            case 7: s_rendition.Inverse = true; break;
            case 8: s_rendition.Hidden = true; break;
            case 21: s_rendition.Underline = true; break;
            case 22: s_rendition.Bold = s_rendition.Dim = false; break;
            case 24: s_rendition.Underline = false; break;
            case 27: s_rendition.Inverse = false; break;
            case 28: s_rendition.Hidden = false; break;
            case >= 30 and <= 37: Ink(Palette.Indexed(code - 30)); break;
            case 38: return ExtendedColour(i, ref s_rendition.Ink, ref s_rendition.InkIsExact, isPaper: false);
            case 39: Ink(Palette.Foreground); break;
            case >= 40 and <= 47: s_rendition.Paper = Palette.IndexedPaper(code - 40); break;
            case 48: return ExtendedColour(i, ref s_rendition.Paper, ref exact, isPaper: true);
            case 49: s_rendition.Paper = Palette.Background; break;
            case 58: uint ignored = 0; return ExtendedColour(i, ref ignored, ref exact, isPaper: false);
            case >= 90 and <= 97: Ink(Palette.Indexed(code - 90 + 8)); break;
            case >= 100 and <= 107: s_rendition.Paper = Palette.IndexedPaper(code - 100 + 8); break;
        }

        return EndOfGroup(i);
    }

    private void Ink(uint colour)
    {
        s_rendition.Ink = colour;
        s_rendition.InkIsExact = false;
    }

    // 4, or 4:style with style 0 for none.
    private int SelectUnderline(int i)
    {
        int end = EndOfGroup(i);
        s_rendition.Underline = end == i || s_parameters[i + 1] != 0;
        return end;
    }

    // 38;5;INDEX  38;2;R;G;B  and with colons 38:5:INDEX  38:2:R:G:B  38:2:SPACE:R:G:B.
    private int ExtendedColour(int i, ref uint colour, ref bool exact, bool isPaper)
    {
        int groupEnd = EndOfGroup(i);
        bool colons = groupEnd > i;
        int last = colons ? groupEnd : s_parameterCount - 1;
        if (last == i)
        {
            return i;
        }

        if (s_parameters[i + 1] == 5 && last >= i + 2)
        {
            int index = s_parameters[i + 2];
            if (index < 256)
            {
                colour = isPaper ? Palette.IndexedPaper(index) : Palette.Indexed(index);
                exact = false;
            }

            return colons ? last : i + 2;
        }

        int first = colons && last >= i + 5 ? i + 3 : i + 2;
        if (s_parameters[i + 1] != 2 || last < first + 2)
        {
            return last;
        }

        colour = Channel(first) << 16 | Channel(first + 1) << 8 | Channel(first + 2);
        exact = true;
        return colons ? last : first + 2;
    }

    private uint Channel(int i) => s_parameters[i] > 255 ? 255u : s_parameters[i];

    // The last parameter joined to parameter i by colons.
    private int EndOfGroup(int i)
    {
        while (i + 1 < s_parameterCount && (s_colons >> (i + 1) & 1) != 0)
        {
            i++;
        }

        return i;
    }
}
