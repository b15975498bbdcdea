// Encodings: round trips, states, fallbacks, preambles, code pages; Guid, Random, hashes, Uri, addresses.
using System.Net;
using System.Text;
string text = "aé漢😀\0";
foreach (Encoding e in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32,
    Encoding.Latin1, Encoding.ASCII, new UTF32Encoding(true, true), new UTF8Encoding(false, true) }) Console.WriteLine($"{e.WebName} {e.CodePage} "
    + $"{e.EncodingName} {Convert.ToHexString(e.GetBytes(text))} {e.GetString(e.GetBytes(text)) == text} "
    + $"{Convert.ToHexString(e.GetPreamble())} {e.GetMaxByteCount(10)} {e.GetMaxCharCount(10)} {e.IsSingleByte}");
foreach (byte[] bad in new byte[][] { [0xC3], [0xE2, 0x82], [0xFF, 0x41], [0xED, 0xA0, 0x80], [0xF8, 0x88],
    [0x41, 0x80, 0x42] })
{
    Console.Write($"{string.Join(' ', Encoding.UTF8.GetString(bad).Select(c => ((int)c).ToString("x")))} ");
    try
    {
        new UTF8Encoding(false, true).GetString(bad);
    } catch (DecoderFallbackException e)
    {
        Console.WriteLine($"{e.Index} {Convert.ToHexString(e.BytesUnknown!)} {e.Message}");
    }
}
try
{
    new UTF8Encoding(false, true).GetBytes("a\uD800b");
} catch (EncoderFallbackException e)
{
    Console.WriteLine($"{e.Index} {(int)e.CharUnknown:x} {e.Message}");
}
Console.WriteLine($"{Encoding.GetEncoding("us-ascii", new EncoderReplacementFallback("<?>"), new DecoderReplacementFallback("!")).GetString(Encoding.GetEncoding("us-ascii", new EncoderReplacementFallback("<?>"), DecoderFallback.ReplacementFallback).GetBytes("aé"))} "
    + $"{Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("\uD800x"))}");
Decoder decoder = Encoding.UTF8.GetDecoder();
char[] chars = new char[10];
int n = 0;
foreach (byte b in Encoding.UTF8.GetBytes("é漢😀")) n += decoder.GetChars([b], 0, 1, chars, n);
Console.WriteLine($"{new string(chars, 0, n)} {n}");
Encoder encoder = Encoding.UTF8.GetEncoder();
byte[] bytes = new byte[10];
n = encoder.GetBytes(["😀"[0]], 0, 1, bytes, 0, false);
n += encoder.GetBytes(["😀"[1]], 0, 1, bytes, n, true);
Console.WriteLine(Convert.ToHexString(bytes.AsSpan(0, n)));
encoder.Convert("abc", new byte[2], true, out int cu, out int bu, out bool done);
Console.WriteLine($"{cu} {bu} {done}");
foreach (string name in new[] { "utf-8", "UTF-16", "iso-8859-1", "windows-1252", "utf-7", "nope", "ibm437" }) try
{
    Console.Write(Encoding.GetEncoding(name).WebName + " ");
} catch (Exception e)
{
    Console.Write(e.GetType().Name + " ");
}
Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
Console.WriteLine($"{Encoding.GetEncoding(1252).GetString([0x80, 0xE9])} "
    + $"{Convert.ToHexString(Encoding.GetEncoding("shift_jis").GetBytes("日本"))} "
    + $"{Encoding.GetEncoding(437).GetString([0x80])} {Encoding.GetEncodings().Length > 6}");
Console.WriteLine($"{Encoding.Default.WebName} {Encoding.UTF8.Equals(new UTF8Encoding(true))} "
    + $"{Encoding.Convert(Encoding.Latin1, Encoding.UTF8, [0xE9]).Length} "
    + $"{Encoding.CreateTranscodingStream(new MemoryStream([0xE9]), Encoding.Latin1, Encoding.UTF8).ReadByte():x}");
Guid g = new("d85b1407-351d-4694-9392-03acc5870eb1");
foreach (string f in new[] { "N", "D", "B", "P", "X" }) Console.Write(g.ToString(f) + " ");
Console.WriteLine($"{Guid.TryParse("x", out _)} {g.Version} {Guid.CreateVersion7().Version} "
    + $"{Guid.NewGuid() != Guid.NewGuid()} {g.CompareTo(Guid.Empty)} {new Guid(g.ToByteArray()) == g} "
    + $"{Convert.ToHexString(g.ToByteArray(true))}");
try { Guid.Parse("bad"); } catch (FormatException e) { Console.WriteLine(e.Message); }
Random r = new(42);
Console.WriteLine($"{r.Next()} {r.Next(10)} {r.Next(-5, 5)} {r.NextDouble():R} {r.NextInt64()} {r.NextSingle():R} "
    + $"{string.Join(',', r.GetItems(new[] { 1, 2, 3 }, 5))}");
int[] shuffled = [1, 2, 3, 4, 5];
r.Shuffle(shuffled);
byte[] rb = new byte[4];
r.NextBytes(rb);
Console.WriteLine($"{string.Join(',', shuffled)} {Convert.ToHexString(rb)} {Random.Shared.Next(5) < 5} "
    + $"{new Random(1).Next(int.MaxValue)} {r.GetHexString(5).Length}");
Console.WriteLine($"{new HashCode().ToHashCode() == new HashCode().ToHashCode()} "
    + $"{HashCode.Combine(1, 2) == HashCode.Combine(1, 2)} "
    + $"{Convert.ToHexString(System.Security.Cryptography.MD5.HashData("x"u8))} {1.GetHashCode()} "
    + $"{true.GetHashCode()} {'a'.GetHashCode()} {1L.GetHashCode()} {1.5.GetHashCode()} "
    + $"{DayOfWeek.Friday.GetHashCode()} {(1.5m).GetHashCode() == 1.50m.GetHashCode()}");
foreach (string s in new[] { "http://user:pw@Example.COM:8080/a/../b c?q=1&r=ü#frag", "relative/path",
    "file:///etc/x", "mailto:a@b.c", "http://[::1]:5/", "http://münchen.de/ß", "bad:// host" }) Console.WriteLine(Uri.TryCreate(s,
        UriKind.RelativeOrAbsolute, out Uri? u) ? u.IsAbsoluteUri ? $"{u} {u.AbsoluteUri} {u.Host} "
    + $"{u.IdnHost} {u.Port} {u.PathAndQuery} {u.Fragment} {u.UserInfo} {u.Scheme} {u.HostNameType} "
    + $"{u.Segments.Length}" : $"relative {u.OriginalString}" : "no");
Console.WriteLine($"{new Uri(new Uri("http://a/b/c/d"), "../e?x")} "
    + $"{new Uri("http://a/b/").MakeRelativeUri(new("http://a/c"))} {Uri.EscapeDataString("a b&ü")} "
    + $"{Uri.UnescapeDataString("a%20b%C3%BC")} "
    + $"{new UriBuilder("http://x") { Path = "p", Query = "q=1", Port = 9 }} {WebUtility.HtmlEncode("<a & 'b'>é")} "
    + $"{WebUtility.HtmlDecode("&lt;&eacute;&#x41;")} {WebUtility.UrlEncode("a b/c")} "
    + $"{System.Web.HttpUtility.ParseQueryString("a=1&b=2&a=3")["a"]} "
    + $"{Uri.IsWellFormedUriString("http://x/ y", UriKind.Absolute)} {Uri.CheckHostName("1.2.3.4")}");
try { _ = new Uri("nope"); } catch (UriFormatException e) { Console.WriteLine(e.Message); }
Console.WriteLine($"{IPAddress.Parse("192.168.1.1")} {IPAddress.Parse("::ffff:1.2.3.4")} "
    + $"{IPAddress.TryParse("999.1.1.1", out _)} {IPAddress.Loopback.MapToIPv6()} "
    + $"{IPAddress.Parse("fe80::1%3").ScopeId} {IPEndPoint.Parse("[::1]:80")} "
    + $"{IPNetwork.Parse("10.0.0.0/8").Contains(IPAddress.Parse("10.2.3.4"))} {new Cookie("n", "v", "/p")} "
    + $"{new Version("1.2.3.4") > new Version(1, 2)} {Version.TryParse("1.x", out _)} "
    + $"{new Version(1, 2).ToString()} {IPAddress.HostToNetworkOrder((short)1)}");
foreach (string p in new[] { "/a/b/../c.tar.gz", "x", "/", "a//b/", "" }) Console.Write($"{Path.GetFileName(p)}|"
    + $"{Path.GetExtension(p)}|{Path.GetDirectoryName(p)}|{Path.ChangeExtension(p, "z")}|"
    + $"{(p == "" ? "" : Path.GetFullPath(p, "/base"))}|{Path.IsPathRooted(p)}; ");
Console.WriteLine($"{Path.Combine("a", "/b", "c")} {Path.Join("a", "/b")} {Path.GetRelativePath("/a/b", "/a/c/d")} "
    + $"{Path.GetInvalidFileNameChars().Length} {Path.HasExtension("a.b")} "
    + $"{Path.TrimEndingDirectorySeparator("/a/")} {Path.GetTempPath().Length > 0} "
    + $"{Path.GetRandomFileName().Length} {Path.DirectorySeparatorChar}");
