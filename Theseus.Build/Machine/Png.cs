using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Theseus.Build.Machine;

/// <summary>Turns the emulator's screen dumps (binary PPM, "P6", 8 bits a channel) into PNG files (RFC 2083).</summary>
public static class Png
{
    /// <exception cref="BuildException"><c>BadScreenDump</c></exception>
    public static byte[] FromPpm(ReadOnlySpan<byte> ppm)
    {
        int at = 0;
        if (Word(ppm, ref at) != "P6")
        {
            throw new BuildException("BadScreenDump", "no binary PPM");
        }

        (int width, int height, int most) = (Number(ppm, ref at), Number(ppm, ref at), Number(ppm, ref at));
        if (most != 255 || ppm.Length - at < (long)width * height * 3)
        {
            throw new BuildException("BadScreenDump",
                $"{width}x{height}, {most} levels, {ppm.Length - at} bytes of pixels");
        }

        MemoryStream raw = new();
        using (ZLibStream deflate = new(raw, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                deflate.WriteByte(0); // filter: none
                deflate.Write(ppm.Slice(at + row * width * 3, width * 3));
            }
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // 8 bits a channel, RGB
        MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "IDAT", raw.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static string Word(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && (text[at] <= ' ' || text[at] == '#'))
        {
            if (text[at] == '#')
            {
                at += Math.Max(0, text[at..].IndexOf((byte)'\n'));
            }

            at++;
        }

        int start = at;
        while (at < text.Length && text[at] > ' ')
        {
            at++;
        }

        return Encoding.ASCII.GetString(text[start..Math.Min(at++, text.Length)]);
    }

    private static int Number(ReadOnlySpan<byte> text, ref int at) =>
        int.TryParse(Word(text, ref at), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static void WriteChunk(Stream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        png.Write(word);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc(body));
        png.Write(word);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
