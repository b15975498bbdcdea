using System.Text;
using Theseus.Cells.Drivers.TerminalText;
using Xunit;

namespace Theseus.Tests.Drivers;

public sealed class Utf8DecoderTests
{
    [Fact]
    public void Agrees_with_the_base_class_library_on_random_bytes()
    {
        Random random = new(20250101);
        byte[] likely = [
            0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
                0xFF];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 12)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(3) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)];
            }

            Assert.Equal(Encoding.UTF8.GetString(bytes), Decode(bytes));
        }
    }

    [Fact]
    public void Every_scalar_value_survives()
    {
        for (int value = 0; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 17)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            string text = new Rune(value).ToString();
            Assert.Equal(text, Decode(Encoding.UTF8.GetBytes(text)));
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        Utf8Decoder decoder = default(Utf8Decoder);
        foreach (byte value in bytes)
        {
            int result = decoder.Feed(value);
            while (result != Utf8Decoder.Incomplete && (result & Utf8Decoder.FeedAgain) != 0)
            {
                text.Append(new Rune(result & ~Utf8Decoder.FeedAgain));
                result = decoder.Feed(value);
            }

            if (result != Utf8Decoder.Incomplete)
            {
                text.Append(new Rune(result));
            }
        }

        if (decoder.IsInside)
        {
            text.Append('\uFFFD');
        }

        return text.ToString();
    }
}
