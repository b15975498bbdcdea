// Streams: memory, buffered, readers and writers, compression, archives, pipes of streams.
using System.IO.Compression;
using System.Text;
using System.Security.Cryptography;
byte[] data = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 5000)));
foreach ((string name, Func<Stream, CompressionMode, Stream> make) in new (string, Func<Stream, CompressionMode, Stream>)[] { ("gzip",
    (s, m) => new GZipStream(s, m, true)),
    ("deflate", (s, m) => new DeflateStream(s, m, true)), ("zlib", (s, m) => new ZLibStream(s, m, true)),
    ("brotli", (s, m) => new BrotliStream(s, m, true)) })
{
    MemoryStream packed = new(); using (Stream z = make(packed, CompressionMode.Compress)) z.Write(data);
    packed.Position = 0;
    MemoryStream plain = new(); using (Stream z = make(packed, CompressionMode.Decompress)) z.CopyTo(plain);
    byte[] broken = packed.ToArray(); broken[broken.Length / 2] ^= 0x55;
    string damage;
    try
    {
        using Stream z = make(new MemoryStream(broken), CompressionMode.Decompress);
        z.CopyTo(new MemoryStream()); damage = "unnoticed";
    } catch (InvalidDataException)
    {
        damage = "noticed";
    } catch (IOException) { damage = "noticed"; } catch (InvalidOperationException) { damage = "noticed"; }
    Console.WriteLine($"{name}: {packed.Length < data.Length / 2} {plain.ToArray().AsSpan().SequenceEqual(data)} "
        + $"{(name is "gzip" or "zlib" ? damage : "")}");
}
MemoryStream zip = new();
using (ZipArchive archive = new(zip, ZipArchiveMode.Create, true))
{
    using (StreamWriter w = new(archive.CreateEntry("a/b.txt", CompressionLevel.Optimal).Open())) w.Write("entry text");
    archive.CreateEntry("empty");
    using Stream s = archive.CreateEntry("stored", CompressionLevel.NoCompression).Open(); s.Write("123"u8);
}
using (ZipArchive archive = new(zip, ZipArchiveMode.Update, true))
{
    archive.GetEntry("empty")!.Delete(); using StreamWriter w = new(archive.CreateEntry("c").Open()); w.Write("ccc");
}
using (ZipArchive archive = new(zip)) foreach (ZipArchiveEntry e in archive.Entries)
{
    using StreamReader r = new(e.Open());
    Console.WriteLine($"{e.FullName} {e.Name} {e.Length} {e.Crc32:x8} {r.ReadToEnd()}");
}
try
{
    _ = new ZipArchive(new MemoryStream([1, 2, 3]));
} catch (InvalidDataException e) { Console.WriteLine(e.Message); }
MemoryStream m = new();
m.WriteByte(1);
m.Write([2, 3, 4]);
m.Seek(-2, SeekOrigin.End);
Console.WriteLine($"{m.ReadByte()} {m.Position} {m.Length} {m.Capacity} {m.CanSeek} {m.ReadByte()} {m.ReadByte()}");
m.SetLength(10); m.Position = 20; m.WriteByte(9); Console.WriteLine(Convert.ToHexString(m.ToArray()));
try { m.Seek(-1, SeekOrigin.Begin); } catch (IOException e) { Console.WriteLine(e.Message); }
try { new MemoryStream([1], false).WriteByte(2); } catch (NotSupportedException e) { Console.WriteLine(e.Message); }
m.Dispose(); try { m.ReadByte(); } catch (ObjectDisposedException e) { Console.WriteLine(e.Message); }
try
{
    new MemoryStream([1, 2]).ReadExactly(new byte[3]);
} catch (EndOfStreamException e) { Console.WriteLine(e.Message); }
MemoryStream b = new();
using (BinaryWriter w = new(b, Encoding.UTF8, true))
{
    w.Write(1);
    w.Write(2.5);
    w.Write("text");
    w.Write(true); w.Write('é'); w.Write(3.5m); w.Write7BitEncodedInt(300); w.Write((Half)1.5); w.Write([1, 2]);
}
b.Position = 0;
using (BinaryReader r = new(b, Encoding.UTF8, true))
{
    Console.WriteLine($"{r.ReadInt32()} {r.ReadDouble()} {r.ReadString()} {r.ReadBoolean()} {r.ReadChar()} "
        + $"{r.ReadDecimal()} {r.Read7BitEncodedInt()} {r.ReadHalf()} {r.ReadBytes(5).Length} {r.PeekChar()}");
    try { r.ReadInt16(); } catch (EndOfStreamException) { Console.WriteLine("end"); }
}
foreach (Encoding e in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode,
    Encoding.UTF32, Encoding.Latin1, Encoding.ASCII })
{
    MemoryStream s = new();
    using (StreamWriter w = new(s, e, 16, true) { NewLine = "\r\n" })
    {
        w.WriteLine("aé漢"); w.Write("b\rc\nd");
    }
    s.Position = 0;
    using StreamReader r = new(s, e, true);
    List<string> lines = [];
    while (r.ReadLine() is { } line) lines.Add(line);
    Console.WriteLine($"{e.WebName} {s.Length} {string.Join('|', lines)} {r.EndOfStream}");
}
using (BufferedStream buffered = new(new MemoryStream(), 4))
{
    for (byte i = 0; i < 10; i++) buffered.WriteByte(i);
    buffered.Position = 3; Console.WriteLine($"{buffered.ReadByte()} {buffered.Length} {buffered.BufferSize}");
}
MemoryStream enc = new();
using (CryptoStream c = new(enc, new ToBase64Transform(), CryptoStreamMode.Write, true)) c.Write("hello base64"u8);
Console.WriteLine(Encoding.ASCII.GetString(enc.ToArray()));
StringReader sr = new("line one\nline two\r\nthree");
Console.WriteLine($"{sr.ReadLine()}|{(char)sr.Peek()}|{sr.ReadLine()}|{sr.ReadToEnd()}|{sr.Read()}");
StringWriter sw = new();
sw.Write("{0}-{1}", 1, 2);
sw.WriteLine(true); sw.Write(['x', 'y']); Console.WriteLine(sw.ToString().Replace("\n", "\\n"));
await using (MemoryStream asynchronous = new())
{
    await asynchronous.WriteAsync(data.AsMemory(0, 100));
    asynchronous.Position = 0;
    byte[] back = new byte[100];
    await asynchronous.ReadExactlyAsync(back); Console.WriteLine(back.AsSpan().SequenceEqual(data.AsSpan(0, 100)));
}
Console.WriteLine($"{Stream.Null.ReadByte()} {Stream.Null.CanWrite} {TextReader.Null.ReadLine() ?? "null"}");
using MemoryStream src = new(data);
using HashingStream hs = new();
src.CopyTo(hs); Console.WriteLine($"{hs.Count} {Convert.ToHexString(SHA256.HashData(data))[..16]}");
using StringReader lines2 = new("a\nb");
Console.WriteLine(await lines2.ReadLineAsync() + await lines2.ReadToEndAsync());
internal sealed class HashingStream : Stream
{
    public long Count;
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true; public override long Length => Count;
    public override long Position { get => Count; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] b, int o, int c) => throw new NotSupportedException();
    public override long Seek(long o, SeekOrigin s) => throw new NotSupportedException();
    public override void SetLength(long l) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => Count += count;
}
