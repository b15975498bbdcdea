using System.Text;
using Theseus.Platform.Native.Text;
using Xunit;

namespace Theseus.Tests.Platform;

// SAFETY: buffers are pinned arrays or locals of the length that is passed.
public sealed unsafe class NativeFormatTests
{
    [Theory]
    [InlineData("%d", 42, "42")]
    [InlineData("<%5d|%-5d|%05d>", -42, "<  -42|-42  |-0042>")]
    [InlineData("%+d % d", 7, "+7  7")]
    [InlineData("%x %X %#x %o %#o", 255, "ff FF 0xff 377 0377")]
    [InlineData("%.3d|%6.3d", 7, "007|   007")]
    [InlineData("%.0d", 0, "")]
    [InlineData("%u", -1, "4294967295")]
    [InlineData("%d", int.MinValue, "-2147483648")]
    [InlineData("%c%%", 65, "A%")]
    [InlineData("plain", 1, "plain")]
    public void Numbers(string format, int argument, string expected)
    {
        Assert.Equal(expected, Format(format, argument, null, 100, out int length));
        Assert.Equal(expected.Length, length);
    }

    [Theory]
    [InlineData("%s", "abc", "abc")]
    [InlineData("[%5s|%-5s|%.2s]", "abc", "[  abc|abc  |ab]")]
    public void Texts(string format, string argument, string expected) =>
        Assert.Equal(expected, Format(format, 0, argument, 100, out _));

    [Fact]
    public void What_does_not_fit_is_cut_and_counted()
    {
        Assert.Equal("abc", Format("%s", 0, "abcdef", 4, out int length));
        Assert.Equal(6, length);
        Assert.Equal(6, NativeFormat.Format(null, 0, Text("%s"), Text("abcdef")));
    }

    [Fact]
    public void Unknown_conversions_fail() => Assert.Equal(-1, NativeFormat.Format(null, 0, Text("%f"), 1));

    private static string Format(string format, int number, string? text, int size, out int length)
    {
        byte* buffer = stackalloc byte[size];
        length = text is null
            ? NativeFormat.Format(buffer, size, Text(format), number)
            : NativeFormat.Format(buffer, size, Text(format), Text(text));
        return Encoding.UTF8.GetString(NativeText.Of(buffer));
    }

    // Lives as long as the process: a few bytes a test.
    private static byte* Text(string text) => (byte*)System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8(text);
}
