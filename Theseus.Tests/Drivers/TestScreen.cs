using System.Runtime.InteropServices;
using System.Text;
using Theseus.Cells.Drivers.Keyboard;
using Theseus.Cells.Drivers.Screen;
using Theseus.Platform.Interfaces;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>
/// The one static screen over a framebuffer in native memory, with guard bytes around each of its blocks.
/// </summary>
// SAFETY: pixels, words and strip lie in blocks that live as long as the screen.
internal sealed unsafe class TestScreen : IDisposable
{
    private const int Guard = 256;
    private const byte GuardByte = 0xA5;

    private readonly byte* _pixels;
    private readonly byte* _words;
    private readonly byte* _strip;
    private readonly int _pixelBytes;
    private readonly int _wordBytes;
    private readonly int _stripBytes;
    private readonly int _pitch;
    private readonly int _bytesPerPixel;

    public TestScreen(int columns, int rows, int marginX = 0, int marginY = 0, PixelFormat? format = null)
    {
        int width = columns * Font.Width + marginX;
        int height = rows * Font.Height + marginY;
        _bytesPerPixel = (format ?? PixelFormat.Bytes(16, 8, 0)).BytesPerPixel;
        _pitch = width * _bytesPerPixel + 32;
        _pixelBytes = _pitch * height;
        _pixels = Guarded(_pixelBytes);
        Framebuffer = new Framebuffer(width, height, _pitch, format ?? PixelFormat.Bytes(16, 8, 0));
        _wordBytes = TextScreen.WordsNeeded(Framebuffer) * sizeof(ulong);
        _words = Guarded(_wordBytes);
        _stripBytes = Framebuffer.StripBytes;
        _strip = Guarded(_stripBytes);
        ScreenMemory.Of = this;
        Assert.True(TextScreen.Initialize(Framebuffer));
        TextScreen.Reset();
        KeyDecoder.Reset();
        DriverTable.Screen = new HostTerminal();
    }

    public Framebuffer Framebuffer { get; }

    public Span<ulong> Words => new(_words, _wordBytes / sizeof(ulong));

    public Span<byte> Strip => new(_strip, _stripBytes);

    public Span<byte> Pixels => new(_pixels, _pixelBytes);

    /// <summary>As before any screen was there.</summary>
    public static void Remove()
    {
        TextScreen.Remove();
        ScreenMemory.Of = null;
        DriverTable.Screen = null;
    }

    public void Write(string text) => TextScreen.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of all rows, trailing spaces and empty last rows left out, joined by '|'.</summary>
    public string Text
    {
        get
        {
            List<string> rows = Enumerable.Range(0, TextScreen.Rows).Select(RowText).ToList();
            while (rows.Count > 0 && rows[^1].Length == 0)
            {
                rows.RemoveAt(rows.Count - 1);
            }

            return string.Join('|', rows);
        }
    }

    public (int Column, int Row) Cursor => (TextScreen.CursorColumn, TextScreen.CursorRow);

    public string RowText(int row)
    {
        StringBuilder text = new();
        for (int x = 0; x < TextScreen.Columns; x++)
        {
            text.Append(new Rune(TextScreen.CodePointAt(x, row)));
        }

        return text.ToString().TrimEnd();
    }

    public string Reply()
    {
        Span<byte> buffer = stackalloc byte[64];
        return Encoding.ASCII.GetString(buffer[..TextScreen.TakeReply(buffer)]);
    }

    /// <summary>The bytes of a pixel, the first the lowest.</summary>
    public uint Pixel(int x, int y)
    {
        uint pixel = 0u;
        for (int i = 0; i < _bytesPerPixel; i++)
        {
            pixel |= (uint)_pixels[y * _pitch + x * _bytesPerPixel + i] << (8 * i);
        }

        return pixel;
    }

    /// <summary>The pixels of one cell as text, '#' for the given ink.</summary>
    public string Glyph(int column, int row, uint ink)
    {
        StringBuilder text = new();
        for (int y = 0; y < Font.Height; y++)
        {
            for (int x = 0; x < Font.Width; x++)
            {
                text.Append(Pixel(column * Font.Width + x, row * Font.Height + y) == ink ? '#' : '.');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public int Checksum()
    {
        HashCode hash = new();
        hash.AddBytes(new ReadOnlySpan<byte>(_pixels, _pixelBytes));
        return hash.ToHashCode();
    }

    public void Scribble(byte value) => new Span<byte>(_pixels, _pixelBytes).Fill(value);

    public bool IsUntouched(byte value) => !new ReadOnlySpan<byte>(_pixels, _pixelBytes).ContainsAnyExcept(value);

    public void AssertGuards()
    {
        AssertGuards(_pixels, _pixelBytes);
        AssertGuards(_words, _wordBytes);
        AssertGuards(_strip, _stripBytes);
    }

    public void Dispose()
    {
        AssertGuards();
        Remove();
        NativeMemory.AlignedFree(_pixels - Guard);
        NativeMemory.AlignedFree(_words - Guard);
        NativeMemory.AlignedFree(_strip - Guard);
    }

    private static byte* Guarded(int bytes)
    {
        byte* block = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 2 * Guard), 64);
        new Span<byte>(block, bytes + 2 * Guard).Fill(GuardByte);
        new Span<byte>(block + Guard, bytes).Clear();
        return block + Guard;
    }

    private static void AssertGuards(byte* block, int bytes)
    {
        Assert.False(new ReadOnlySpan<byte>(block - Guard, Guard).ContainsAnyExcept(GuardByte));
        Assert.False(new ReadOnlySpan<byte>(block + bytes, Guard).ContainsAnyExcept(GuardByte));
    }
}
