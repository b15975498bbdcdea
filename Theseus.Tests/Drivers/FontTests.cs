using Theseus.Cells.Drivers.Screen;
using Theseus.Cells.Drivers.TerminalText;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

[Collection(ConsoleCollection.Name)]
public sealed class FontTests
{
    [Fact]
    public void Every_glyph_is_found_by_its_code_point()
    {
        Assert.InRange(Font.GlyphCount, 1000, 2047);
        for (int glyph = 0; glyph < Font.GlyphCount; glyph++)
        {
            Assert.Equal(glyph, Font.Find(Font.CodePointOf(glyph)));
            Assert.Equal(glyph, Font.GlyphOf(Font.CodePointOf(glyph)));
        }
    }

    [Fact]
    public void Code_points_ascend()
    {
        for (int glyph = 1; glyph < Font.GlyphCount; glyph++)
        {
            Assert.True(Font.CodePointOf(glyph) > Font.CodePointOf(glyph - 1));
        }
    }

    [Theory]
    [InlineData("ABCxyz019~ !")]
    [InlineData("äöüßéñçøåÆ¿¡£©°±µ")]
    [InlineData("āčđęğłňőřšťůžŒœ")]
    [InlineData("αβγδλπσΩЖдёщЯ")]
    [InlineData("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╭╮╯╰━┃")]
    [InlineData("█▓▒░▀▄▌▐▁▂▃▅▆▇")]
    [InlineData("←↑→↓↔⇒•…–—“”‘’€™✓✗■●▲▶")]
    [InlineData("≤≥≠≈∞√∑∂⠿")]
    public void Text_that_programs_print_has_glyphs(string text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '∑' or '∂')
            {
                continue; // not in the font
            }

            Assert.True(Font.Find(rune.Value) >= 0, $"U+{rune.Value:X4}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x1F)]
    [InlineData(0x7F)]
    [InlineData(0x4E00)]
    [InlineData(0x1F600)]
    [InlineData(0x10FFFF)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void What_the_font_lacks_is_shown_as_replacement(int codePoint)
    {
        Assert.Equal(-1, Font.Find(codePoint));
        Assert.Equal(0xFFFD, Font.CodePointOf(Font.GlyphOf(codePoint)));
    }

    [Fact]
    public void The_letter_A_looks_like_one()
    {
        ulong[] rows = new[] { Font.UpperHalf(Font.GlyphOf('A'), false), Font.LowerHalf(Font.GlyphOf('A'), false) };
        string picture = string.Join('|', rows.SelectMany(half => Enumerable.Range(0, 8)
            .Select(row => Convert.ToString((byte)(half >> (56 - 8 * row)), 2).PadLeft(8, '.').Replace('0', '.')
            .Replace('1', '#'))));
        Assert.Equal(
            "........|........|..####..|.#....#.|.#....#.|.#....#.|.#....#.|.######.|.#....#.|.#....#.|.#....#.|.#....#."
            + "|........|........|........|........", picture);
    }

    [Fact]
    public void Bold_has_more_ink()
    {
        foreach (char letter in "ABCabc0189")
        {
            Assert.True(Ink(letter, true) > Ink(letter, false));
        }

        static int Ink(char letter, bool bold) =>
            System.Numerics.BitOperations.PopCount(Font.UpperHalf(Font.GlyphOf(letter), bold))
            + System.Numerics.BitOperations.PopCount(Font.LowerHalf(Font.GlyphOf(letter), bold));
    }

    [Theory]
    [InlineData('a', 1)]
    [InlineData(0xE9, 1)]
    [InlineData(0x301, 0)]
    [InlineData(0x200B, 0)]
    [InlineData(0x4E2D, 2)]
    [InlineData(0x1F600, 2)]
    [InlineData(0xFF21, 2)]
    [InlineData(0x7F, 0)]
    [InlineData(0x1B, 0)]
    [InlineData(0x2500, 1)]
    public void Characters_have_the_width_of_their_columns(int codePoint, int columns) =>
        Assert.Equal(columns, CharacterWidth.Of(codePoint));
}
