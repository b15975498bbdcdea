namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// One character position packed into 64 bits: glyph number in bits 0-10, bold in 11, underline in 12, ink 0xRRGGBB in
/// bits 16-39, paper in 40-63. Two positions look the same where the words are equal.
/// </summary>
internal static class Cell
{
    public const ulong Bold = 1 << 11;
    public const ulong Underline = 1 << 12;

    private const int GlyphMask = 0x7FF;
    private const uint ColourMask = 0xFFFFFF;
    private const int InkShift = 16;
    private const int PaperShift = 40;

    /// <summary>A space on <paramref name="paper"/>.</summary>
    public static ulong Blank(uint paper) => Coloured(Palette.Foreground, paper);

    /// <summary>A space with both colours and no attributes.</summary>
    public static ulong Coloured(uint ink, uint paper) => (ulong)ink << InkShift | (ulong)paper << PaperShift;

    public static int Glyph(ulong cell) => (int)cell & GlyphMask;

    public static uint Ink(ulong cell) => (uint)(cell >> InkShift) & ColourMask;

    public static uint Paper(ulong cell) => (uint)(cell >> PaperShift);

    /// <summary>The same character under the cursor's block.</summary>
    public static ulong UnderCursor(ulong cell) =>
        cell & 0xFFFF | Coloured(Palette.Background, Palette.Cursor);
}
