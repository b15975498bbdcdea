using Theseus.Cells.Drivers.Screen;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>Contrast by WCAG 2.2's formula in floating point, which the screen's integers must agree with.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ContrastTests
{
    private const double Least = 4.5;

    [Fact]
    public void Every_named_ink_can_be_read_on_every_other_named_paper()
    {
        using TestScreen screen = new(20, 2);
        foreach ((int ink, int paper) in Pairs())
        {
            screen.Write($"\e[H\e[{ink};{paper}mX");
            AssertReadable($"SGR {ink};{paper}");
        }
    }

    [Fact]
    public void Dim_inverse_and_the_256_colours_can_be_read_too()
    {
        using TestScreen screen = new(20, 2);
        foreach ((int ink, int paper) in Pairs().Where((_, i) => i % 3 == 0))
        {
            screen.Write($"\e[H\e[0;2;7;{ink};{paper}mX");
            AssertReadable($"dim, inverse, SGR {ink};{paper}");
        }

        for (int i = 0; i < 256 * 256; i += 251)
        {
            screen.Write($"\e[H\e[0;38;5;{i / 256};48;5;{i % 256}mX");
            AssertReadable($"{i / 256} on {i % 256}");
        }
    }

    [Fact]
    public void Colours_keep_their_hue_on_the_dark_grounds_they_are_mostly_used_on()
    {
        Assert.All(Enumerable.Range(1, 15),
            i => Assert.Equal(Palette.Indexed(i), Contrast.Readable(Palette.Indexed(i), Palette.Background)));
        // yellow on blue
        Assert.Equal(Palette.Indexed(11), Contrast.Readable(Palette.Indexed(11), Palette.IndexedPaper(4)));
    }

    [Fact]
    public void An_ink_that_was_given_exactly_is_shown_exactly()
    {
        using TestScreen screen = new(20, 2);
        screen.Write("\e[38;2;20;20;30mX\e[30mX");
        Assert.Equal(0x14141Eu, TextScreen.InkAt(0, 0));
        Assert.NotEqual(Palette.Indexed(0), TextScreen.InkAt(1, 0));
    }

    [Fact]
    public void Integers_judge_as_the_formula_does()
    {
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            (uint one, uint other) = ((uint)random.Next(1 << 24), (uint)random.Next(1 << 24));
            if (Math.Abs(Ratio(one, other) - Least) > 0.001)
            {
                Assert.Equal(Ratio(one, other) > Least, Contrast.IsReadable(one, other));
            }

            Assert.True(Contrast.IsReadable(Contrast.Readable(one, other), other) || one == other);
        }
    }

    // Where both colours are one, the program wants nothing to be read.
    private static void AssertReadable(string what)
    {
        (uint ink, uint paper) = (TextScreen.InkAt(0, 0), TextScreen.PaperAt(0, 0));
        Assert.True(ink == paper
            || Ratio(ink, paper) >= Least, $"{what}: {ink:x6} on {paper:x6} is {Ratio(ink, paper):f2}");
    }

    private static IEnumerable<(int Ink, int Paper)> Pairs()
    {
        int[] inks = [39, .. Enumerable.Range(30, 8), .. Enumerable.Range(90, 8)];
        int[] papers = [49, .. Enumerable.Range(40, 8), .. Enumerable.Range(100, 8)];
        return from ink in inks from paper in papers select (ink, paper);
    }

    private static double Ratio(uint one, uint other)
    {
        (double first, double second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(uint colour) =>
        0.2126 * Linear(colour >> 16) + 0.7152 * Linear(colour >> 8) + 0.0722 * Linear(colour);

    private static double Linear(uint channel)
    {
        double value = (channel & 0xFF) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
