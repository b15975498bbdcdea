using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Text to bytes and back.</summary>
internal static class Encodings
{
    /// <summary>One, two, three and four bytes each in UTF-8.</summary>
    private const string Sample = "A\u00e9\u20ac\U0001f600";

    public static void Run(Checker check)
    {
        check.Is("utf8", "41C3A9E282ACF09F9880", () => Hex(Encoding.UTF8.GetBytes(Hidden.Of(Sample))));
        check.Is("utf8.back", "A\\u{e9}\\u{20ac}\\u{d83d}\\u{de00}", () =>
            Encoding.UTF8.GetString(Convert.FromHexString(Hidden.Of("41C3A9E282ACF09F9880"))));
        check.Is("utf8.bad", "a\\u{fffd}b\\u{fffd}\\u{fffd}", () =>
            Encoding.UTF8.GetString(Convert.FromHexString(Hidden.Of("61FF62C0AF"))));
        check.Is("utf8.cut", "x\\u{fffd}", () => Encoding.UTF8.GetString(Convert.FromHexString(Hidden.Of("78E282"))));
        check.Is("utf8.lone", "EFBFBD", () => Hex(Encoding.UTF8.GetBytes(Hidden.Of("\ud83d"))));
        check.Throws<DecoderFallbackException>("utf8.strict", () =>
            new UTF8Encoding(false, true).GetString([Hidden.Of<byte>(0xFF)]));
        check.Is("utf8.count", "[10,5]", () =>
            new[] { Encoding.UTF8.GetByteCount(Hidden.Of(Sample)),
            Encoding.UTF8.GetCharCount(Encoding.UTF8.GetBytes(Sample)) });
        check.Is("utf8.long", "[true,16384]", () =>
        {
            string text = string.Concat(Enumerable.Repeat(Hidden.Of("plain text, \u00fc\u00f6\u00e4!"), 1024))[..16384];
            string back = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            return new object[] { back == text, back.Length };
        });
        check.Is("utf8.pieces", "A\\u{e9}\\u{20ac}\\u{d83d}\\u{de00}", () =>
        {
            Decoder decoder = Encoding.UTF8.GetDecoder();
            StringBuilder text = new();
            Span<char> room = stackalloc char[4];
            foreach (byte part in Encoding.UTF8.GetBytes(Hidden.Of(Sample)))
            {
                text.Append(room[..decoder.GetChars([part], room, flush: false)]);
            }

            return text;
        });
        check.Is("utf8.literal", "[68,c3,a9]", () =>
            new[] { "h\u00e9"u8[0], "h\u00e9"u8[1], "h\u00e9"u8[Hidden.Of(2)] }.Select(part => part.ToString("x")));
        check.Is("utf16", "4100E900AC203DD800DE", () => Hex(Encoding.Unicode.GetBytes(Hidden.Of(Sample))));
        check.Is("utf16.big", "004100E920ACD83DDE00", () => Hex(Encoding.BigEndianUnicode.GetBytes(Hidden.Of(Sample))));
        check.Is("utf16.back", "A\\u{e9}", () => Encoding.Unicode.GetString([0x41, 0, Hidden.Of<byte>(0xE9), 0]));
        check.Is("utf32", "00F60100", () => Hex(Encoding.UTF32.GetBytes(Hidden.Of("\U0001f600"))));
        check.Is("latin1", "41E93F", () => Hex(Encoding.Latin1.GetBytes(Hidden.Of("A\u00e9\u20ac"))));
        check.Is("latin1.back", "\\u{ff}\\u{80}", () => Encoding.Latin1.GetString([Hidden.Of<byte>(0xFF), 0x80]));
        check.Is("ascii", "413F3F", () => Hex(Encoding.ASCII.GetBytes(Hidden.Of("A\u00e9\u20ac"))));
        check.Is("preamble", "EFBBBF", () => Hex(Encoding.UTF8.GetPreamble()));
        check.Is("name", "[utf-8,utf-16,iso-8859-1]", () =>
            new[] { Encoding.UTF8.WebName, Encoding.Unicode.WebName, Encoding.GetEncoding("latin1").WebName });
        check.Is("rune", "[4,2,1F600]", () =>
        {
            Rune.DecodeFromUtf16(Hidden.Of("\U0001f600"), out Rune rune, out int units);
            return new object[] { rune.Utf8SequenceLength, units, rune.Value.ToString("X") };
        });
        check.Is("base64", "SGVsbG8sIFdvcmxkIQ==", () =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Hidden.Of("Hello, World!"))));
        check.Is("base64.back", "Hello, World!", () =>
            Encoding.UTF8.GetString(Convert.FromBase64String(Hidden.Of("SGVsbG8sIFdv cmxkIQ=="))));
        check.Is("base64.span", "[Done,3,010203]", () =>
        {
            Span<byte> room = stackalloc byte[8];
            OperationStatus status = Base64.DecodeFromUtf8("AQID"u8, room, out _, out int written);
            return new object[] { status, written, Hex(room[..written]) };
        });
        check.Is("base64.url", "-_8", () => Base64Url.EncodeToString([Hidden.Of<byte>(0xFB), 0xFF]));
        check.Throws<FormatException>("base64.bad", () => Convert.FromBase64String(Hidden.Of("a$b=")));
        check.Is("hex", "00FF10", () => Convert.ToHexString([0, Hidden.Of<byte>(255), 16]));
        check.Is("ascii.case", "HELLO-42", () =>
        {
            Span<byte> room = stackalloc byte[8];
            Ascii.ToUpper("hello-42"u8, room, out _);
            return Encoding.ASCII.GetString(room);
        });
        check.Is("web", "a%20b%26c%C3%A9", () => Uri.EscapeDataString(Hidden.Of("a b&c\u00e9")));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
