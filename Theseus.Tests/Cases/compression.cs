// Compression by the class library's native parts: files made by other programs on Linux, round trips, and streams that are damaged.
using System.IO.Compression;
using System.Text;

const string Gzip = "H4sIAAAAAAACAwvJSC1OLS1WyE5NLShWSE7NySlWKM/Iz0nVUwgZlRqVGpUalcImBQAlV/j2OAQAAA=="; // gzip -9
const string Zlib = "eNoLyUgtTi0tVshOTS0oVkhOzckpVijPyM9J1VMIGZUalRqVGpXCJgUAtnSJ+A=="; // zlib, level 9
const string Deflate = "C8lILU4tLVbITk0tKFZITs3JKVYoz8jPSdVTCBmVGpUalRqVwiYFAA=="; // the same without a head
const string Brotli = "sbghwO9IsHGSz32vWJZRgRTaWpfBzdXJQQYqLFU4KKScXGG+nvzrAA=="; // brotli
const string Archive = "UEsDBBQAAAAIAIMYIlwlV/j2KAAAADgEAAAFAAAAYS50eHQLyUgtTi0tVshOTS0oVkhOzckpVijPyM9J1VMIGZUalRqVGpXCJgUAUEsDBBQAAAAIAIMYIlwT6kV1BwAAAAUAAAAJAAAAZGlyL2IudHh0K85NzMkBAFBLAwQUAAAAAACDGCJcAAAAAAAAAAAAAAAABQAAAGVtcHR5UEsBAhQDFAAAAAgAgxgiXCVX+PYoAAAAOAQAAAUAAAAAAAAAAAAAAIABAAAAAGEudHh0UEsBAhQDFAAAAAgAgxgiXBPqRXUHAAAABQAAAAkAAAAAAAAAAAAAAIABSwAAAGRpci9iLnR4dFBLAQIUAxQAAAAAAIMYIlwAAAAAAAAAAAAAAAAFAAAAAAAAAAAAAACAAXkAAABlbXB0eVBLBQYAAAAAAwADAJ0AAACcAAAAAAA="; // Python's zipfile

Try("gzip", () => Text(new GZipStream(Of(Gzip), CompressionMode.Decompress)));
Try("zlib", () => Text(new ZLibStream(Of(Zlib), CompressionMode.Decompress)));
Try("deflate", () => Text(new DeflateStream(Of(Deflate), CompressionMode.Decompress)));
Try("brotli", () => Text(new BrotliStream(Of(Brotli), CompressionMode.Decompress)));
Try("zip", () =>
{
    using ZipArchive zip = new(Of(Archive));
    return string.Join("; ", zip.Entries.Select(e => $"{e.FullName} {e.Length} {e.Crc32:x8} {e.LastWriteTime:yyyy-MM-dd} {Text(e.Open())}"));
});

foreach (int size in new[] { 0, 1, 100, 65_536, 3_000_000 })
{
    byte[] data = Data(size);
    foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
    {
        Try($"gzip {size} {level}", () => Round(data, s => new GZipStream(s, level, true), s => new GZipStream(s, CompressionMode.Decompress)));
        Try($"zlib {size} {level}", () => Round(data, s => new ZLibStream(s, level, true), s => new ZLibStream(s, CompressionMode.Decompress)));
        Try($"deflate {size} {level}", () => Round(data, s => new DeflateStream(s, level, true), s => new DeflateStream(s, CompressionMode.Decompress)));
        if (size <= 65_536 || level == CompressionLevel.Fastest)
            Try($"brotli {size} {level}", () => Round(data, s => new BrotliStream(s, level, true), s => new BrotliStream(s, CompressionMode.Decompress)));
    }
}

Try("a zip of our own", () =>
{
    MemoryStream file = new();
    using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
    {
        for (int i = 0; i < 3; i++)
        {
            using Stream entry = zip.CreateEntry($"folder/{i}.bin", CompressionLevel.Optimal).Open();
            entry.Write(Data(10_000 * i));
        }
    }

    using (ZipArchive zip = new(file, ZipArchiveMode.Update, leaveOpen: true))
    {
        zip.GetEntry("folder/1.bin")!.Delete();
        using StreamWriter writer = new(zip.CreateEntry("added.txt").Open());
        writer.Write("added later");
    }

    using ZipArchive read = new(file);
    return string.Join("; ", read.Entries.Select(e => $"{e.FullName} {e.Length}")) + " " + Text(read.GetEntry("added.txt")!.Open());
});

Try("truncated gzip", () => Text(new GZipStream(new MemoryStream(Convert.FromBase64String(Gzip)[..30]), CompressionMode.Decompress)));
Try("gzip that is none", () => Text(new GZipStream(new MemoryStream("hello, hello, hello"u8.ToArray()), CompressionMode.Decompress)));
Try("damaged zlib", () => Text(new ZLibStream(new MemoryStream(Damaged(Zlib, 10)), CompressionMode.Decompress)));
Try("wrong check of zlib", () => Text(new ZLibStream(new MemoryStream(Damaged(Zlib, 45)), CompressionMode.Decompress)));
Try("damaged brotli", () => Text(new BrotliStream(new MemoryStream(Damaged(Brotli, 12)), CompressionMode.Decompress)));
Try("truncated zip", () => new ZipArchive(new MemoryStream(Convert.FromBase64String(Archive)[..100])).Entries.Count);
Try("empty brotli", () => Text(new BrotliStream(new MemoryStream(), CompressionMode.Decompress)).Length);
Try("closed", () => { GZipStream s = new(new MemoryStream(), CompressionMode.Compress); s.Dispose(); s.WriteByte(1); return "written"; });
Try("brotli at once", () =>
{
    byte[] data = Data(5_000), packed = new byte[BrotliEncoder.GetMaxCompressedLength(data.Length)], back = new byte[5_000];
    bool done = BrotliEncoder.TryCompress(data, packed, out int written, 11, 18) & BrotliDecoder.TryDecompress(packed.AsSpan(0, written), back, out int read);
    return $"{done} {read} {back.AsSpan().SequenceEqual(data)} {written < 5_000}";
});
Try("quality", () => BrotliEncoder.TryCompress(Data(10), new byte[100], out _, 12, 22));
Try("streams that nobody closes", () =>
{
    long sum = 0;
    for (int i = 0; i < 300; i++)
    {
        GZipStream s = new(Of(Gzip), CompressionMode.Decompress);
        sum += s.ReadByte();
    }

    return sum;
});

static byte[] Data(int size)
{
    Random random = new(size);
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++)
        data[i] = i % 100 < 60 ? (byte)"cells and worlds "[i % 17] : (byte)random.Next(64);
    return data;
}

static string Round(byte[] data, Func<Stream, Stream> pack, Func<Stream, Stream> unpack)
{
    MemoryStream packed = new();
    using (Stream packing = pack(packed))
    {
        for (int i = 0; i < data.Length; i += 7_001)
            packing.Write(data.AsSpan(i, Math.Min(7_001, data.Length - i)));
    }

    packed.Position = 0;
    MemoryStream back = new();
    using Stream unpacking = unpack(packed);
    unpacking.CopyTo(back);
    return back.ToArray().AsSpan().SequenceEqual(data) ? packed.Length < data.Length ? "smaller, the same" : "the same" : "DIFFERENT";
}

static string Text(Stream stream)
{
    using StreamReader reader = new(stream, Encoding.UTF8);
    string text = reader.ReadToEnd();
    return text.Length > 40 ? $"{text[..40]}... {text.Length}" : text;
}

static MemoryStream Of(string base64) => new(Convert.FromBase64String(base64));

static byte[] Damaged(string base64, int at)
{
    byte[] bytes = Convert.FromBase64String(base64);
    bytes[at] ^= 0x55;
    return bytes;
}

static void Try(string name, Func<object?> action)
{
    try
    {
        Console.WriteLine($"{name}: {action()}");
    }
    catch (Exception exception)
    {
        Console.WriteLine($"{name}: {exception.GetType().Name}");
    }
}
