namespace Theseus.Cells.Drivers.TerminalText;

/// <summary>
/// How many terminal columns a code point takes: 0, 1 or 2, after the property East_Asian_Width of Unicode 16 (UAX 11)
/// and the combining marks of the scripts a console meets. Screen and line editor share it, so that they agree where
/// the cursor is. Allocates nothing.
/// </summary>
public static class CharacterWidth
{
    private const int FirstThatIsNotOne = 0x300;

    // First and last code point of each range, ascending.
    private static ReadOnlySpan<int> ZeroWide =>
    [
        0x0300, 0x036F, 0x0483, 0x0489, 0x0591, 0x05BD, 0x05BF, 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7, 0x05C7,
        0x0610, 0x061A, 0x064B, 0x065F, 0x0670, 0x0670, 0x06D6, 0x06DC, 0x06DF, 0x06E4, 0x06E7, 0x06E8, 0x06EA, 0x06ED,
        0x0900, 0x0902, 0x093A, 0x093A, 0x093C, 0x093C, 0x0941, 0x0948, 0x094D, 0x094D, 0x0E31, 0x0E31, 0x0E34, 0x0E3A,
        0x0E47, 0x0E4E, 0x1160, 0x11FF, 0x1AB0, 0x1AFF, 0x1DC0, 0x1DFF, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x2064,
        0x20D0, 0x20F0, 0xFE00, 0xFE0F, 0xFE20, 0xFE2F, 0xFEFF, 0xFEFF, 0x1F3FB, 0x1F3FF, 0xE0100, 0xE01EF,
    ];

    private static ReadOnlySpan<int> TwoWide =>
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF,
        0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60,
        0xFFE0, 0xFFE6, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD,
    ];

    /// <summary>Columns of <paramref name="codePoint"/>; control characters count 0.</summary>
    public static int Of(int codePoint)
    {
        if (codePoint < 0x20 || codePoint is >= 0x7F and < 0xA0)
        {
            return 0;
        }

        if (codePoint < FirstThatIsNotOne)
        {
            return 1;
        }

        if (IsIn(ZeroWide, codePoint))
        {
            return 0;
        }

        return IsIn(TwoWide, codePoint) ? 2 : 1;
    }

    private static bool IsIn(ReadOnlySpan<int> ranges, int codePoint)
    {
        int low = 0;
        int high = ranges.Length / 2 - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (codePoint < ranges[middle * 2])
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[middle * 2 + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
