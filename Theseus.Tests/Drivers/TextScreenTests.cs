using System.Text;
using Theseus.Cells.Drivers.Screen;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

[Collection(ConsoleCollection.Name)]
public sealed class TextScreenTests
{
    [Theory]
    // Plain text and the C0 controls.
    [InlineData("hello", "hello", 5, 0)]
    [InlineData("a\nb\r\nc", "a|b|c", 1, 2)]
    [InlineData("abc\rX", "Xbc", 1, 0)]
    [InlineData("abc\b\bX", "aXc", 2, 0)]
    [InlineData("\b\bX", "X", 1, 0)]
    [InlineData("a\tb", "a       b", 9, 0)]
    [InlineData("\t\t\tX", "                   X", 19, 0)]
    [InlineData("Ünïcødé ✓", "Ünïcødé ✓", 9, 0)]
    [InlineData("e\u0301x", "ex", 2, 0)]
    [InlineData("中x", "\uFFFD x", 3, 0)]
    // Wrapping at 20 columns, deferred as on a VT100.
    [InlineData("12345678901234567890", "12345678901234567890", 19, 0)]
    [InlineData("12345678901234567890X", "12345678901234567890|X", 1, 1)]
    [InlineData("12345678901234567890\rX", "X2345678901234567890", 1, 0)]
    [InlineData("12345678901234567890\nX", "12345678901234567890|X", 1, 1)]
    [InlineData("1234567890123456789中", "1234567890123456789|\uFFFD", 2, 1)]
    [InlineData("\e[?7l12345678901234567890XY", "1234567890123456789Y", 19, 0)]
    // Scrolling with 5 rows.
    [InlineData("1\n2\n3\n4\n5\n6", "2|3|4|5|6", 1, 4)]
    [InlineData("1\n2\n3\n4\n5\e[H\eM0", "0|1|2|3|4", 1, 0)]
    // Cursor movement.
    [InlineData("\e[2;3HX", "|  X", 3, 1)]
    [InlineData("\e[99;99HX", "||||                   X", 19, 4)]
    [InlineData("\e[3;3H\e[A\e[2DX", "|X", 1, 1)]
    [InlineData("\e[B\e[2CX", "|  X", 3, 1)]
    [InlineData("\e[99A\e[99DX\e[99B\e[99CY", "X||||                   Y", 19, 4)]
    [InlineData("abc\e[2GX\e[3dY", "aXc||  Y", 3, 2)]
    [InlineData("ab\e[EX\e[FY", "Yb|X", 1, 0)]
    [InlineData("ab\e7cd\e8X", "abXd", 3, 0)]
    [InlineData("ab\e[scd\e[uX", "abXd", 3, 0)]
    [InlineData("\e[2I*\e[ZX", "                X", 17, 0)]
    // Erasing.
    [InlineData("abcde\e[3D\e[K", "ab", 2, 0)]
    [InlineData("abcde\e[3D\e[1K", "   de", 2, 0)]
    [InlineData("abcde\e[2K", "", 5, 0)]
    [InlineData("a\nb\nc\e[2;1H\e[J", "a", 0, 1)]
    [InlineData("a\nb\nc\e[2;1H\e[1J", "||c", 0, 1)]
    [InlineData("a\nb\nc\e[2J", "", 1, 2)]
    [InlineData("a\nb\nc\e[H\e[2JX", "X", 1, 0)]
    [InlineData("abcdef\e[4D\e[2X", "ab  ef", 2, 0)]
    // Inserting and deleting.
    [InlineData("abcdef\e[4D\e[2@", "ab  cdef", 2, 0)]
    [InlineData("abcdef\e[4D\e[2P", "abef", 2, 0)]
    [InlineData("abc\e[3D\e[4hXY\e[4lZ", "XYZbc", 3, 0)]
    [InlineData("1\n2\n3\n4\n5\e[2;1H\e[L", "1||2|3|4", 0, 1)]
    [InlineData("1\n2\n3\n4\n5\e[2;1H\e[2M", "1|4|5", 0, 1)]
    [InlineData("x\e[3b", "xxxx", 4, 0)]
    // Scrolling regions.
    [InlineData("1\n2\n3\n4\n5\e[2;4r\e[4;1H\nX", "1|3|4|X|5", 1, 3)]
    [InlineData("1\n2\n3\n4\n5\e[2;4r\e[2;1H\eMX", "1|X|2|3|5", 1, 1)]
    [InlineData("1\n2\n3\n4\n5\e[2;4r\e[S", "1|3|4||5", 0, 0)]
    [InlineData("1\n2\n3\n4\n5\e[2;4r\e[9T", "1||||5", 0, 0)]
    [InlineData("\e[2;4r\e[?6h\e[HX\e[9;1HY", "|X||Y", 1, 3)]
    [InlineData("1\n2\n3\n4\n5\e[4;2r\e[5;1H\n", "2|3|4|5", 0, 4)]
    // Character sets, titles, strings, private and unknown sequences.
    [InlineData("\e(0lqk\e(Bq", "┌─┐q", 4, 0)]
    [InlineData("\e]0;title\aX", "X", 1, 0)]
    [InlineData("\e]0;title\e\\X", "X", 1, 0)]
    [InlineData("\eP1$tx\e\\X", "X", 1, 0)]
    [InlineData("\e]unfinished\e[2CX", "  X", 3, 0)]
    [InlineData("\e[>1;2cX\e[?2004hY\e[1 qZ", "XYZ", 3, 0)]
    [InlineData("\e[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18mX", "X", 1, 0)]
    [InlineData("a\e[\u0018b", "ab", 2, 0)]
    [InlineData("a\e[2\rCb", "a b", 3, 0)]
    [InlineData("abc\ecX", "X", 1, 0)]
    [InlineData("\e[20l1\n2", "1| 2", 2, 1)]
    [InlineData("abc\e[?1049hX\e[?1049lY", "   Y", 4, 0)]
    public void Shows(string written, string text, int column, int row)
    {
        using TestScreen screen = new(20, 5);
        screen.Write(written);
        Assert.Equal(text, screen.Text);
        Assert.Equal((column, row), screen.Cursor);

        // The same in single bytes.
        TextScreen.Reset();
        foreach (byte value in Encoding.UTF8.GetBytes(written))
        {
            TextScreen.Write([value]);
        }

        Assert.Equal(text, screen.Text);
        Assert.Equal((column, row), screen.Cursor);
    }

    [Fact]
    public void Letter_E_fills_the_screen_for_alignment()
    {
        using TestScreen screen = new(4, 2);
        screen.Write("\e#8");
        Assert.Equal("EEEE|EEEE", screen.Text);
    }

    [Theory]
    [InlineData("\e[6n", "\e[1;1R")]
    [InlineData("ab\nc\e[6n", "\e[2;2R")]
    [InlineData("\e[5n", "\e[0n")]
    [InlineData("\e[c", "\e[?6c")]
    [InlineData("\e[5;20H\e[6n", "\e[5;20R")]
    [InlineData("\e[99n", "")]
    public void Answers(string written, string reply)
    {
        using TestScreen screen = new(20, 5);
        screen.Write(written);
        Assert.Equal(reply, screen.Reply());
        Assert.Equal("", screen.Reply());
    }

    [Fact]
    public void A_reply_can_be_taken_piece_by_piece()
    {
        using TestScreen screen = new(20, 5);
        screen.Write("\e[6n");
        Span<byte> piece = stackalloc byte[4];
        Assert.Equal(4, TextScreen.TakeReply(piece));
        Assert.Equal("\e[1;"u8, piece);
        Assert.Equal("1R", screen.Reply());
    }

    [Theory]
    [InlineData("\e[31mX", 1, -1)]
    [InlineData("\e[97;44mX", 15, 4)]
    [InlineData("\e[38;5;214mX", 214, -1)]
    [InlineData("\e[38:5:16;48;5;250mX", 16, 250)]
    [InlineData("\e[31m\e[mX", -1, -1)]
    [InlineData("\e[31;44;39;49mX", -1, -1)]
    [InlineData("\e[38;5;999mX", -1, -1)]
    [InlineData("\e[38mX", -1, -1)]
    public void Colours_come_from_the_palette(string written, int ink, int paper)
    {
        using TestScreen screen = new(20, 5);
        screen.Write(written);
        Assert.Equal(ink < 0 ? Palette.Foreground : Palette.Indexed(ink), TextScreen.InkAt(0, 0));
        Assert.Equal(paper < 0 ? Palette.Background : Palette.IndexedPaper(paper), TextScreen.PaperAt(0, 0));
    }

    [Theory]
    [InlineData("\e[38;2;1;2;3mX", 0x010203)]
    [InlineData("\e[38:2::1:2:3mX", 0x010203)]
    [InlineData("\e[38:2:1:2:3mX", 0x010203)]
    [InlineData("\e[38;2;1;2;3;1mX", 0x010203)]
    [InlineData("\e[38;2;999;0;0mX", 0xFF0000)]
    public void Colours_can_be_given_directly(string written, uint ink)
    {
        using TestScreen screen = new(20, 5);
        screen.Write(written);
        Assert.Equal(ink, TextScreen.InkAt(0, 0));
    }

    [Fact]
    public void Inverse_swaps_and_hidden_hides()
    {
        using TestScreen screen = new(20, 5);
        screen.Write("\e[7mX\e[27mY\e[8mZ");
        Assert.Equal(Palette.Background, TextScreen.InkAt(0, 0));
        Assert.Equal(Palette.Foreground, TextScreen.PaperAt(0, 0));
        Assert.Equal(Palette.Foreground, TextScreen.InkAt(1, 0));
        Assert.Equal(TextScreen.PaperAt(2, 0), TextScreen.InkAt(2, 0));
    }

    [Fact]
    public void Erasing_paints_with_the_current_paper()
    {
        using TestScreen screen = new(20, 5);
        screen.Write("\e[44m\e[2J");
        Assert.Equal(Palette.IndexedPaper(4), TextScreen.PaperAt(19, 4));
    }

    [Fact]
    public void Palette_has_xterms_cube_and_greys()
    {
        Assert.Equal(0x000000u, Palette.Indexed(16));
        Assert.Equal(0xFFFFFFu, Palette.Indexed(231));
        Assert.Equal(0x5F87AFu, Palette.Indexed(67));
        Assert.Equal(0x080808u, Palette.Indexed(232));
        Assert.Equal(0xEEEEEEu, Palette.Indexed(255));
        Assert.Equal(Palette.Foreground, Palette.Indexed(256));
        Assert.Equal(0x7F7F7Fu, Palette.Blend(0xFFFFFF, 0));
    }
}
