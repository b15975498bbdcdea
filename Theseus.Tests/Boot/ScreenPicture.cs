using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Theseus.Cells.Drivers.Screen;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// A picture of the screen as <c>./theseus run --screenshot</c> saves it, read back into text: each cell of 8 by 16
/// pixels has two colours at most, and which of its pixels have the one is looked up in the font.
/// </summary>
internal sealed class ScreenPicture
{
    /// <summary>Stands in <see cref="Rows"/> for a cell that is no glyph of the font.</summary>
    public const char Unreadable = '\uFFFF';

    /// <summary>Pixels around the text that stay empty.</summary>
    public const int Margin = 8;

    private static readonly Dictionary<(ulong, ulong), int> s_glyphs = AllGlyphs();

    private readonly byte[] _pixels;

    /// <exception cref="InvalidDataException">The file is no PNG of the one form that we write: 8 bits a channel, no
    /// filters.</exception>
    public ScreenPicture(string file)
    {
        byte[] png = File.ReadAllBytes(file);
        if (!png.AsSpan()
            .StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            throw new InvalidDataException($"{file} is no PNG");
        }

        MemoryStream compressed = new();
        for (int at = 8; at + 12 <= png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = Encoding.ASCII.GetString(png, at + 4, 4);
            Span<byte> data = png.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                (Width, Height) =
                    (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
            }
            else if (type == "IDAT")
            {
                compressed.Write(data);
            }

            at += 12 + length;
        }

        compressed.Position = 0;
        MemoryStream rows = new();
        using (ZLibStream inflate = new(compressed, CompressionMode.Decompress))
        {
            inflate.CopyTo(rows);
        }

        _pixels = rows.ToArray();
        if (_pixels.Length != Height * (1 + Width * 3))
        {
            throw new InvalidDataException($"{file}: {Width}x{Height}, but {_pixels.Length} bytes");
        }

        Rows = [.. Enumerable.Range(0, (Height - 2 * Margin) / Font.Height).Select(RowText)];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The text of each row, without the blanks at its end.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>Everything that is to be read, for a test that failed.</summary>
    public string Text => string.Join('\n', Rows).TrimEnd();

    /// <summary>The colour 0xRRGGBB of a pixel.</summary>
    public uint Pixel(int x, int y)
    {
        int at = y * (1 + Width * 3) + 1 + x * 3;
        return (uint)(_pixels[at] << 16 | _pixels[at + 1] << 8 | _pixels[at + 2]);
    }

    /// <summary>All colours of a cell.</summary>
    public HashSet<uint> Colours(int column, int row)
    {
        HashSet<uint> colours = new();
        for (int i = 0; i < Font.Width * Font.Height; i++)
        {
            colours.Add(
                Pixel(Margin + column * Font.Width + i % Font.Width, Margin + row * Font.Height + i / Font.Width));
        }

        return colours;
    }

    /// <summary>The number of the row that <paramref name="fits"/>; the last of them.</summary>
    public int Find(Predicate<string> fits)
    {
        for (int row = Rows.Count - 1; row >= 0; row--)
        {
            if (fits(Rows[row]))
            {
                return row;
            }
        }

        Assert.Fail($"no such row on the screen:\n{Text}");
        return -1;
    }

    private string RowText(int row)
    {
        StringBuilder text = new();
        for (int column = 0; column < (Width - 2 * Margin) / Font.Width; column++)
        {
            text.Append(Character(column, row));
        }

        return text.ToString().TrimEnd();
    }

    private string Character(int column, int row)
    {
        uint[] colours = Colours(column, row).ToArray();
        if (colours.Length == 1)
        {
            return " ";
        }

        if (colours.Length > 2)
        {
            return Unreadable.ToString();
        }

        foreach (uint ink in colours)
        {
            if (s_glyphs.TryGetValue(Bits(column, row, ink), out int codePoint))
            {
                return new Rune(codePoint).ToString();
            }
        }

        return Unreadable.ToString();
    }

    /// <summary>The cell's pixels that have the colour <paramref name="ink"/>, as the font lays its rows out.</summary>
    private (ulong Upper, ulong Lower) Bits(int column, int row, uint ink)
    {
        Span<ulong> halves = (Span<ulong>)stackalloc ulong[2];
        for (int i = 0; i < Font.Width * Font.Height; i++)
        {
            ref ulong half = ref halves[i / (Font.Width * Font.Height / 2)];
            half = half << 1
                | (Pixel(Margin + column * Font.Width + i % Font.Width, Margin + row * Font.Height + i / Font.Width)
                == ink ? 1ul : 0);
        }

        return (halves[0], halves[1]);
    }

    // Of glyphs that look the same (Latin A, Cyrillic А), the one with the lowest code point is meant.
    private static Dictionary<(ulong, ulong), int> AllGlyphs()
    {
        Dictionary<(ulong, ulong), int> glyphs = new();
        foreach (int glyph in Enumerable.Range(0, Font.GlyphCount).OrderBy(Font.CodePointOf))
        {
            foreach (bool bold in new[] { false, true })
            {
                glyphs.TryAdd((Font.UpperHalf(glyph, bold), Font.LowerHalf(glyph, bold)), Font.CodePointOf(glyph));
            }
        }

        return glyphs;
    }
}
