using System.Runtime.Intrinsics;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// Where the pixels of a linear framebuffer are in its memory, two to four bytes each (Multiboot2 specification,
/// section 3.6.12, type 1). Text is drawn into a strip, <see cref="Font.Height"/> lines of pixels in ordinary memory as
/// wide as the framebuffer, and goes from there to the display (<see cref="ScreenMemory.Show"/>), which is only ever
/// written. Allocates nothing.
/// </summary>
internal readonly struct Framebuffer
{
    /// <summary>Pixels in a row, and rows, that a framebuffer has at most.</summary>
    public const int MostPixels = 0x4000;

    private const int WideBytes = 4;
    private const int HalfGlyphBytes = Font.Width / 2 * WideBytes;

    private readonly ulong _start;
    private readonly int _pitch;
    private readonly PixelFormat _format;

    /// <summary>Describes a framebuffer; <see cref="IsUsable"/> tells whether the numbers make sense.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pitch">Bytes from one row to the next.</param>
    /// <param name="format">What a pixel is made of.</param>
    public Framebuffer(int width, int height, int pitch, PixelFormat format)
        : this(0, width, height, pitch, format)
    {
    }

    /// <summary>The framebuffer of a display whose mode was judged (<see cref="FramebufferDescription"/>).</summary>
    public Framebuffer(in DisplayMode mode)
        : this((int)mode.Width, (int)mode.Height, (int)mode.Pitch, FramebufferDescription.Format(mode))
    {
    }

    private Framebuffer(ulong start, int width, int height, int pitch, PixelFormat format) =>
        (_start, Width, Height, _pitch, _format) = (start, width, height, pitch, format);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// True where the description makes sense: room for a glyph, rows at least as long as wide, pixels that can be
    /// drawn.
    /// </summary>
    public bool IsUsable => Width >= Font.Width && Height >= Font.Height && Width <= MostPixels && Height <= MostPixels
        && _format.IsUsable && _pitch >= LineBytes && _pitch <= MostPixels * WideBytes;

    /// <summary>Bytes of a strip.</summary>
    public int StripBytes => LineBytes * Font.Height;

    private int LineBytes => Width * _format.BytesPerPixel;

    /// <summary>The part that is left when <paramref name="margin"/> pixels are taken off on each side.</summary>
    public Framebuffer Within(int margin) => new(
        _start + ((ulong)margin * (uint)_pitch) + (ulong)(margin * _format.BytesPerPixel),
        Width - (2 * margin), Height - (2 * margin), _pitch, _format);

    /// <summary>
    /// Draws one glyph into a strip. Where it would not lie wholly within the strip nothing is drawn.
    /// </summary>
    /// <param name="strip">So long as <see cref="StripBytes"/> says, or longer.</param>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="upper">Rows 0 to 7 as in <see cref="Font.UpperHalf"/>.</param>
    /// <param name="lower">Rows 8 to 15.</param>
    /// <param name="ink">Colour 0xRRGGBB of set pixels.</param>
    /// <param name="paper">Colour 0xRRGGBB of clear pixels.</param>
    public void DrawGlyph(Span<byte> strip, int x, ulong upper, ulong lower, uint ink, uint paper)
    {
        if (x < 0 || x > Width - Font.Width || strip.Length < StripBytes)
        {
            return;
        }

        if (_format.BytesPerPixel != WideBytes)
        {
            DrawNarrow(strip, x, upper, lower, _format.Pack(ink), _format.Pack(paper));
            return;
        }

        Vector128<uint> background = Vector128.Create(_format.Pack(paper));
        Vector128<uint> difference = background ^ Vector128.Create(_format.Pack(ink));
        DrawHalf(strip[(x * WideBytes)..], upper, background, difference);
        DrawHalf(strip[((Font.Height / 2 * LineBytes) + (x * WideBytes))..], lower, background, difference);
    }

    /// <summary>
    /// Shows pixels <paramref name="from"/> to <paramref name="end"/> of a strip, its top line at <paramref name="y"/>.
    /// </summary>
    public void Show(ReadOnlySpan<byte> strip, int y, int from, int end)
    {
        int bytes = _format.BytesPerPixel;
        for (int line = 0; line < Font.Height; line++)
        {
            ScreenMemory.Show(
                _start + ((ulong)(y + line) * (uint)_pitch) + (ulong)(from * bytes),
                strip.Slice((line * LineBytes) + (from * bytes), (end - from) * bytes));
        }
    }

    /// <summary>Fills the whole framebuffer, margins included, with the colour 0xRRGGBB.</summary>
    /// <param name="strip">Is drawn over.</param>
    /// <param name="colour">The colour.</param>
    public void Fill(Span<byte> strip, uint colour)
    {
        if (!IsUsable || strip.Length < StripBytes)
        {
            return;
        }

        int bytes = _format.BytesPerPixel;
        Span<byte> line = strip[..LineBytes];
        for (int x = 0; x < Width; x++)
        {
            Put(line.Slice(x * bytes, bytes), _format.Pack(colour));
        }

        for (int y = 0; y < Height; y++)
        {
            ScreenMemory.Show(_start + ((ulong)y * (uint)_pitch), line);
        }
    }

    // Eight rows of eight pixels, two 16-byte stores each: a bit of the glyph is tested in each lane.
    private void DrawHalf(Span<byte> strip, ulong rows, Vector128<uint> background, Vector128<uint> difference)
    {
        Vector128<uint> left = Vector128.Create(0x80u, 0x40u, 0x20u, 0x10u);
        Vector128<uint> right = Vector128.Create(0x08u, 0x04u, 0x02u, 0x01u);
        int at = 0;
        for (int shift = 56; shift >= 0; shift -= 8, at += LineBytes)
        {
            Vector128<uint> bits = Vector128.Create((uint)(rows >> shift));
            Span<byte> line = strip.Slice(at, 2 * HalfGlyphBytes);
            (Vector128.Equals(bits & left, left) & difference ^ background).AsByte().CopyTo(line);
            (Vector128.Equals(bits & right, right) & difference ^ background).AsByte().CopyTo(line[HalfGlyphBytes..]);
        }
    }

    // Pixels of two or three bytes, one by one: such screens are small.
    private void DrawNarrow(Span<byte> strip, int x, ulong upper, ulong lower, uint ink, uint paper)
    {
        int bytes = _format.BytesPerPixel;
        for (int line = 0; line < Font.Height; line++)
        {
            Span<byte> pixels = strip.Slice((line * LineBytes) + (x * bytes), Font.Width * bytes);
            uint bits = (uint)((line < Font.Height / 2 ? upper : lower) >> (56 - (line % (Font.Height / 2) * 8)));
            for (int i = 0; i < Font.Width; i++)
            {
                Put(pixels.Slice(i * bytes, bytes), (bits & (0x80u >> i)) != 0 ? ink : paper);
            }
        }
    }

    private static void Put(Span<byte> pixel, uint value)
    {
        for (int i = 0; i < pixel.Length; i++)
        {
            pixel[i] = (byte)(value >> (8 * i));
        }
    }
}
