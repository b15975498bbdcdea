using System.Runtime.Intrinsics;

namespace Theseus.Platform.Console;

/// <summary>
/// A linear framebuffer of two to four bytes a pixel, as the boot loader describes it (Multiboot2 specification, section
/// 3.6.12, type 1). It is only ever written, never read back: reading device memory is slow. Allocates nothing.
/// </summary>
// SAFETY: whoever makes a value promises that Address points at Height rows of Pitch bytes, mapped writable for as long
// as the value is used; every draw checks its coordinates against Width and Height first.
internal readonly unsafe struct Framebuffer
{
    private const int WideBytes = 4;
    private const int WideBytesPerRow = Font.Width * WideBytes;

    private readonly byte* _address;
    private readonly int _pitch;
    private readonly PixelFormat _format;

    /// <summary>Describes a framebuffer; <see cref="IsUsable"/> tells whether the numbers make sense.</summary>
    /// <param name="address">Virtual address of the top left pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pitch">Bytes from one row to the next.</param>
    /// <param name="format">What a pixel is made of.</param>
    public Framebuffer(byte* address, int width, int height, int pitch, PixelFormat format)
    {
        _address = address;
        Width = width;
        Height = height;
        _pitch = pitch;
        _format = format;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// True where the description makes sense: an address, room for a glyph, rows at least as long as wide, pixels that can
    /// be drawn.
    /// </summary>
    public bool IsUsable => _address != null && Width >= Font.Width && Height >= Font.Height
        && Width <= MostPixels && Height <= MostPixels && _format.IsUsable && _pitch >= Width * _format.BytesPerPixel
        && _pitch <= MostPixels * WideBytes;

    /// <summary>Pixels in a row, and rows, that a framebuffer has at most.</summary>
    public const int MostPixels = 0x4000;

    /// <summary>The part that is left when <paramref name="margin"/> pixels are taken off on each side.</summary>
    public Framebuffer Within(int margin) => new(_address + (nint)margin * _pitch + (nint)margin * _format.BytesPerPixel,
        Width - 2 * margin, Height - 2 * margin, _pitch, _format);

    // Four 32-bit masks for each of the 16 ways of four pixels, leftmost pixel first: 0 where paper, ~0 where ink.
    private static ReadOnlySpan<uint> InkMasks =>
    [
        0, 0, 0, 0,                           0, 0, 0, ~0u,
        0, 0, ~0u, 0,                         0, 0, ~0u, ~0u,
        0, ~0u, 0, 0,                         0, ~0u, 0, ~0u,
        0, ~0u, ~0u, 0,                       0, ~0u, ~0u, ~0u,
        ~0u, 0, 0, 0,                         ~0u, 0, 0, ~0u,
        ~0u, 0, ~0u, 0,                       ~0u, 0, ~0u, ~0u,
        ~0u, ~0u, 0, 0,                       ~0u, ~0u, 0, ~0u,
        ~0u, ~0u, ~0u, 0,                     ~0u, ~0u, ~0u, ~0u,
    ];

    /// <summary>
    /// Draws one glyph with its top left pixel at (<paramref name="x"/>, <paramref name="y"/>); of pixels of four bytes sixteen
    /// rows of two 16-byte stores. Outside the framebuffer nothing is drawn.
    /// </summary>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    /// <param name="upper">Rows 0 to 7 as in <see cref="Font.UpperHalf"/>.</param>
    /// <param name="lower">Rows 8 to 15.</param>
    /// <param name="ink">Colour 0xRRGGBB of set pixels.</param>
    /// <param name="paper">Colour 0xRRGGBB of clear pixels.</param>
    public void DrawGlyph(int x, int y, ulong upper, ulong lower, uint ink, uint paper)
    {
        if (x < 0 || y < 0 || x > Width - Font.Width || y > Height - Font.Height) return;
        if (_format.BytesPerPixel != WideBytes)
        {
            DrawNarrow(x, y, upper, lower, _format.Pack(ink), _format.Pack(paper));
            return;
        }

        var background = Vector128.Create(_format.Pack(paper));
        var difference = background ^ Vector128.Create(_format.Pack(ink));
        // SAFETY: the check above keeps the 8 by 16 pixels inside the framebuffer; a mask index is 4 bits wide, and the
        // table is static data of the image, which never moves.
        fixed (uint* masks = InkMasks)
        {
            var row = _address + (nint)y * _pitch + (nint)x * WideBytes;
            for (var half = 0; half < 2; half++)
            {
                var bits = half == 0 ? upper : lower;
                if (bits == 0)
                {
                    row = DrawPaper(row, background);
                    continue;
                }

                for (var shift = 56; shift >= 0; shift -= 8)
                {
                    var left = Vector128.Load(masks + ((uint)(bits >> shift) >> 4 & 0xF) * 4);
                    var right = Vector128.Load(masks + ((uint)(bits >> shift) & 0xF) * 4);
                    ((left & difference) ^ background).Store((uint*)row);
                    ((right & difference) ^ background).Store((uint*)(row + WideBytesPerRow / 2));
                    row += _pitch;
                }
            }
        }
    }

    /// <summary>Fills the whole framebuffer, margins included, with the colour 0xRRGGBB.</summary>
    public void Fill(uint colour)
    {
        if (!IsUsable) return;
        var pixel = _format.Pack(colour);
        var bytes = _format.BytesPerPixel;
        for (var y = 0; y < Height; y++)
        {
            // SAFETY: row y < Height begins at y * pitch and holds Width pixels.
            var row = _address + (nint)y * _pitch;
            for (var x = 0; x < Width; x++) Put(row + x * bytes, pixel, bytes);
        }
    }

    // Pixels of two or three bytes, one by one: such screens are small.
    private void DrawNarrow(int x, int y, ulong upper, ulong lower, uint ink, uint paper)
    {
        var bytes = _format.BytesPerPixel;
        for (var line = 0; line < Font.Height; line++)
        {
            // SAFETY: only called by DrawGlyph, within the rows that it checked.
            var pixel = _address + (nint)(y + line) * _pitch + (nint)x * bytes;
            var bits = (uint)((line < Font.Height / 2 ? upper : lower) >> (56 - line % (Font.Height / 2) * 8));
            for (var mask = 0x80u; mask != 0; mask >>= 1, pixel += bytes) Put(pixel, (bits & mask) != 0 ? ink : paper, bytes);
        }
    }

    // SAFETY: callers give the address of a pixel of that many bytes within a row.
    private static void Put(byte* pixel, uint value, int bytes)
    {
        if (bytes == WideBytes)
        {
            *(uint*)pixel = value;
            return;
        }

        *(ushort*)pixel = (ushort)value;
        if (bytes == 3) pixel[2] = (byte)(value >> 16);
    }

    // Half a glyph without ink; returns where the next row begins.
    private byte* DrawPaper(byte* row, Vector128<uint> background)
    {
        for (var i = 0; i < Font.Height / 2; i++)
        {
            // SAFETY: only called by DrawGlyph, within the rows that it checked.
            background.Store((uint*)row);
            background.Store((uint*)(row + WideBytesPerRow / 2));
            row += _pitch;
        }

        return row;
    }
}
