using System.Text;
using Theseus.Cells.Drivers.Screen;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

[Collection(ConsoleCollection.Name)]
public sealed class TextScreenPixelTests
{
    private static readonly PixelFormat s_format = PixelFormat.Bytes(16, 8, 0);

    private const string LetterA = """
        ........
        ........
        ..####..
        .#....#.
        .#....#.
        .#....#.
        .#....#.
        .######.
        .#....#.
        .#....#.
        .#....#.
        .#....#.
        ........
        ........
        ........
        ........

        """;

    [Theory]
    [InlineData(32, 16, 8, 8, 8, 0, 8, 0xF12233)]
    [InlineData(32, 0, 8, 8, 8, 16, 8, 0x3322F1)]
    [InlineData(32, 24, 8, 16, 8, 8, 8, 0xF1223300)]
    [InlineData(24, 16, 8, 8, 8, 0, 8, 0xF12233)]
    [InlineData(24, 0, 8, 8, 8, 16, 8, 0x3322F1)]
    [InlineData(16, 11, 5, 5, 6, 0, 5, 0xF106)]
    [InlineData(15, 10, 5, 5, 5, 0, 5, 0x7886)]
    public void A_glyph_is_drawn_in_the_pixel_format_of_the_framebuffer(
        byte bits, byte redShift, byte redBits, byte greenShift, byte greenBits, byte blueShift, byte blueBits,
        uint pixel)
    {
        PixelFormat format = new(bits, redShift, redBits, greenShift, greenBits, blueShift, blueBits);
        using TestScreen screen = new(10, 3, marginX: 5, marginY: 7, format);
        screen.Write("\e[2;3H\e[38;2;241;34;51mA");
        TextScreen.Present();
        Assert.Equal(LetterA, screen.Glyph(2, 1, pixel).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_margin_has_the_background_colour()
    {
        using TestScreen screen = new(10, 3, marginX: 5, marginY: 7);
        Assert.Equal(Palette.Background, screen.Pixel(84, 54));
        Assert.Equal(Palette.Background, screen.Pixel(84, 0));
    }

    [Fact]
    public void The_cursor_is_a_block_that_moves_and_hides()
    {
        using TestScreen screen = new(10, 3);
        Assert.Equal(Palette.Cursor, screen.Pixel(0, 0));
        screen.Write(" ");
        TextScreen.Present();
        Assert.Equal(Palette.Background, screen.Pixel(0, 0));
        Assert.Equal(Palette.Cursor, screen.Pixel(8, 0));
        screen.Write("\e[?25l");
        TextScreen.Present();
        Assert.Equal(Palette.Background, screen.Pixel(8, 0));
        screen.Write("\e[?25h\n");
        TextScreen.Present();
        Assert.Equal(Palette.Cursor, screen.Pixel(0, 16));
    }

    [Fact]
    public void Underline_is_drawn_below_the_baseline()
    {
        using TestScreen screen = new(10, 3);
        screen.Write("\e[4m \e[24m ");
        TextScreen.Present();
        Assert.Equal(Palette.Foreground, screen.Pixel(3, 13));
        Assert.Equal(Palette.Background, screen.Pixel(11, 13));
    }

    [Fact]
    public void Only_changed_cells_are_drawn()
    {
        using TestScreen screen = new(10, 3);
        screen.Write("\e[?25lsame\nsame\nsame");
        TextScreen.Present();
        screen.Scribble(0x77);
        TextScreen.Present();
        Assert.True(screen.IsUntouched(0x77));
        // Scrolling in a row that looks like those that leave draws nothing.
        screen.Write("\nsame");
        TextScreen.Present();
        Assert.True(screen.IsUntouched(0x77));
        screen.Write("\e[1;1HX");
        TextScreen.Present();
        Assert.Equal(0x77777777u, screen.Pixel(8, 0));
        Assert.Equal(Palette.Background, screen.Pixel(0, 0));
    }

    [Fact]
    public void Presenting_step_by_step_ends_in_the_same_picture_as_presenting_once()
    {
        Random random = new(7);
        string[] script = Enumerable.Range(0, 400).Select(_ => Step(random)).ToArray();
        int[] pictures = new int[2];
        for (int way = 0; way < 2; way++)
        {
            using TestScreen screen = new(17, 6, marginX: 3);
            foreach (string step in script)
            {
                screen.Write(step);
                if (way == 0)
                {
                    TextScreen.Present();
                }
            }

            TextScreen.Present();
            pictures[way] = screen.Checksum();
        }

        Assert.Equal(pictures[0], pictures[1]);
    }

    [Fact]
    public void Garbage_harms_nothing()
    {
        Random random = new(42);
        byte[] bytes = new byte[4096];
        for (int round = 0; round < 200; round++)
        {
            using TestScreen screen = new(random.Next(2, 40), random.Next(1, 12), random.Next(8), random.Next(16));
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = Garbage(random);
            }

            TextScreen.Write(bytes);
            TextScreen.Present();
            Assert.InRange(TextScreen.CursorColumn, 0, TextScreen.Columns - 1);
            Assert.InRange(TextScreen.CursorRow, 0, TextScreen.Rows - 1);

            // CAN ends what is under way, RIS starts afresh: the terminal is alive.
            TextScreen.Write("\u0018\ecok"u8);
            Assert.Equal("ok", screen.Text);
        }
    }

    [Fact]
    public void What_cannot_be_a_framebuffer_is_refused()
    {
        using TestScreen screen = new(100, 37);
        Assert.True(TextScreen.Initialize(new Framebuffer(800, 592, 3200, s_format)));
        Assert.All(
            [
                new Framebuffer(4, 4, 16, s_format), new Framebuffer(8, 592, 3200, s_format),
                    new Framebuffer(800, 592, 1600, s_format),
                // no memory for them
                new Framebuffer(800, 608, 3200, s_format), new Framebuffer(808, 592, 3232, s_format),
            ],
            framebuffer => Assert.False(TextScreen.Initialize(framebuffer)));
        Assert.All(
            [
                default, new(8, 5, 3, 2, 3, 0, 2), new(48, 32, 8, 16, 8, 0, 8), new(32, 20, 10, 10, 10, 0, 10),
                new(16, 11, 5, 5, 6, 0, 0), new(24, 24, 8, 8, 8, 0, 8),
            ],
            (PixelFormat strange) => Assert.False(TextScreen.Initialize(new Framebuffer(800, 592, 3200, strange))));
    }

    [Fact]
    public void Without_a_screen_nothing_happens()
    {
        TestScreen.Remove();
        TextScreen.Write("nothing"u8);
        TextScreen.Present();
        TextScreen.Reset();
        Assert.Equal(' ', TextScreen.CodePointAt(0, 0));
        Assert.False(TextScreen.IsReady);
    }

    private static byte Garbage(Random random) => random.Next(6) switch
    {
        0 => 0x1B,
        1 => (byte)"[];?0123456789"[random.Next(14)],
        2 => (byte)random.Next(0x40, 0x7F),
        3 => (byte)random.Next(0, 0x20),
        _ => (byte)random.Next(256),
    };

    private static string Step(Random random) => random.Next(9) switch
    {
        0 => "\n",
        1 => $"\e[{random.Next(8)};{random.Next(20)}H",
        2 => $"\e[{random.Next(4)}L",
        3 => $"\e[{random.Next(4)}M",
        4 => $"\e[{random.Next(30, 38)}m",
        5 => $"\e[{random.Next(4)}P\e[{random.Next(3)}@",
        6 => $"\e[{random.Next(3)}J",
        _ => Convert.ToHexString(BitConverter.GetBytes(random.Next())),
    };
}
