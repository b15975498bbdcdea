namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// The console font: 8 by 16 pixels, regular and bold, ASCII to Cyrillic with line drawing, blocks, arrows and Braille.
/// A glyph number is the position of its code point in the font; number 0 is the space. Allocates nothing.
/// </summary>
internal static class Font
{
    /// <summary>Width of every glyph in pixels.</summary>
    public const int Width = 8;

    /// <summary>Height of every glyph in pixels.</summary>
    public const int Height = 16;

    private const int FirstAscii = 0x20;
    private const int LastAscii = 0x7E;
    private const int ReplacementCharacter = 0xFFFD;

    /// <summary>How many glyphs there are; all fit in 11 bits.</summary>
    public static int GlyphCount => FontData.CodePoints.Length;

    /// <summary>
    /// The glyph shown for <paramref name="codePoint"/>: its own, or that of U+FFFD where it has none.
    /// </summary>
    public static int GlyphOf(int codePoint)
    {
        if (codePoint is >= FirstAscii and <= LastAscii)
        {
            return codePoint - FirstAscii;
        }

        int found = Find(codePoint);
        return found >= 0 ? found : Find(ReplacementCharacter);
    }

    /// <summary>The glyph number of <paramref name="codePoint"/>, or -1 where the font has none.</summary>
    public static int Find(int codePoint)
    {
        ReadOnlySpan<ushort> codePoints = FontData.CodePoints;
        int low = 0;
        int high = codePoints.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int at = codePoints[middle];
            if (at == codePoint)
            {
                return middle;
            }

            if (at < codePoint)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>The code point that glyph number <paramref name="glyph"/> shows.</summary>
    public static int CodePointOf(int glyph) => FontData.CodePoints[glyph];

    /// <summary>
    /// Rows 0 to 7 of a glyph, the top row in the most significant byte, leftmost pixel its highest bit.
    /// </summary>
    public static ulong UpperHalf(int glyph, bool bold) => (bold ? FontData.Bold : FontData.Regular)[glyph * 2];

    /// <summary>Rows 8 to 15 of a glyph, laid out as in <see cref="UpperHalf"/>.</summary>
    public static ulong LowerHalf(int glyph, bool bold) => (bold ? FontData.Bold : FontData.Regular)[glyph * 2 + 1];
}
