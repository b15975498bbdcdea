using System.Text;
using Theseus.Cells.Drivers.Keyboard;
using Theseus.Cells.Drivers.Screen;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

[Collection(ConsoleCollection.Name)]
public sealed class KeyboardTests
{
    [Theory]
    [InlineData("1E 9E 30 B0", "ab")]
    [InlineData("2A 1E 9E AA 1E", "Aa")]
    [InlineData("36 02 82 B6 02", "!1")]
    [InlineData("3A BA 1E 02 3A BA 1E", "A1a")]
    [InlineData("3A BA 2A 1E AA", "a")]
    [InlineData("1C 0F 0E 01", "\r\t\u007F\u001B")]
    [InlineData("2A 0F AA", "\e[Z")]
    [InlineData("39 33 34 35 2B 29", " ,./\\`")]
    [InlineData("1D 1E 2E 9D 1E", "\u0001\u0003a")]
    [InlineData("E0 1D 20 E0 9D", "\u0004")]
    [InlineData("1D 1A 1B 2B 9D", "\u001B\u001D\u001C")]
    [InlineData("1D 39 9D", "\0")]
    [InlineData("38 30 B8 30", "\ebb")]
    [InlineData("38 0E B8", "\e\u007F")]
    [InlineData("E0 48 E0 C8 E0 50 E0 4D E0 4B", "\e[A\e[B\e[C\e[D")]
    [InlineData("E0 2A E0 48 E0 C8 E0 AA", "\e[A")]
    [InlineData("1D E0 4B 9D", "\e[1;5D")]
    [InlineData("2A 38 1D E0 4D", "\e[1;8C")]
    [InlineData("E0 47 E0 4F E0 49 E0 51 E0 52 E0 53", "\e[H\e[F\e[5~\e[6~\e[2~\e[3~")]
    [InlineData("2A E0 53", "\e[3;2~")]
    [InlineData("3B 3C 3D 3E 3F", "\eOP\eOQ\eOR\eOS\e[15~")]
    [InlineData("40 41 42 43 44 57 58", "\e[17~\e[18~\e[19~\e[20~\e[21~\e[23~\e[24~")]
    [InlineData("2A 3B AA 1D 58", "\e[1;2P\e[24;5~")]
    [InlineData("47 52 53 4A 4E 37", "70.-+*")]
    [InlineData("45 C5 47 48 53 4E 4C", "\e[H\e[A\e[3~+\eOE")]
    [InlineData("45 C5 1D 4C 9D", "\e[1;5E")]
    [InlineData("2A 47 AA", "\e[1;2H")]
    [InlineData("E0 1C E0 35", "\r/")]
    [InlineData("E1 1D 45 E1 9D C5 1E", "a")]
    [InlineData("FA FE 00 FF AA 55 1E", "a")]
    [InlineData("E0 5B E0 DB E0 37 54 1E", "a")]
    public void Gives(string scanCodes, string input)
    {
        using TestScreen screen = new(4, 2);
        Assert.Equal(input, Type(scanCodes));
    }

    [Fact]
    public void Cursor_keys_follow_the_screens_application_mode()
    {
        using TestScreen screen = new(4, 2);
        screen.Write("\e[?1h");
        Assert.Equal("\eOA\e[1;5A\eOH", Type("E0 48 1D E0 48 9D E0 47"));
        screen.Write("\e[?1l");
        Assert.Equal("\e[A", Type("E0 48"));
    }

    [Fact]
    public void Any_bytes_are_taken_and_no_more_than_promised_is_given()
    {
        KeyDecoder.Reset();
        Random random = new(3);
        Span<byte> output = stackalloc byte[KeyDecoder.MaxBytes];
        for (int i = 0; i < 200_000; i++)
        {
            Assert.InRange(KeyDecoder.Feed((byte)random.Next(256), random.Next(2) == 0, output), 0,
                KeyDecoder.MaxBytes);
        }

        KeyDecoder.Reset();
    }

    [Fact]
    public void Too_little_room_gives_nothing()
    {
        KeyDecoder.Reset();
        Assert.Equal(0, KeyDecoder.Feed(0x1E, false, new byte[KeyDecoder.MaxBytes - 1]));
    }

    private static string Type(string scanCodes)
    {
        StringBuilder text = new();
        Span<byte> output = stackalloc byte[KeyDecoder.MaxBytes];
        foreach (string code in scanCodes.Split(' '))
        {
            int count = KeyDecoder.Feed(Convert.ToByte(code, 16), TextScreen.ApplicationCursorKeys, output);
            text.Append(Encoding.UTF8.GetString(output[..count]));
        }

        return text.ToString();
    }
}
