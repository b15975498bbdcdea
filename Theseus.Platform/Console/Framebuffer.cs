using System.Runtime.Intrinsics;

namespace Theseus.Platform.Console;

/// <summary>
/// A linear framebuffer of 32 bits a pixel, as the boot loader describes it (Multiboot2 specification, section 3.6.12,
/// type 1). It is only ever written, never read back: reading device memory is slow. Allocates nothing.
/// </summary>
// SAFETY: whoever makes a value promises that Address points at Height rows of Pitch bytes, mapped writable for as long
// as the value is used; every draw checks its coordinates against Width and Height first.
public readonly unsafe struct Framebuffer
{
    private const int BytesPerPixel = 4;
    private const int BytesPerRow = Font.Width * BytesPerPixel;

    private readonly byte* _address;
    private readonly int _pitch;
    private readonly byte _redShift;
    private readonly byte _greenShift;
    private readonly byte _blueShift;

    /// <summary>Describes a framebuffer; <see cref="IsUsable"/> tells whether the numbers make sense.</summary>
    /// <param name="address">Virtual address of the top left pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pitch">Bytes from one row to the next.</param>
    /// <param name="redShift">Position in bits of the red byte in a pixel; likewise the other two.</param>
    /// <param name="greenShift">Position of the green byte.</param>
    /// <param name="blueShift">Position of the blue byte.</param>
    public Framebuffer(byte* address, int width, int height, int pitch, byte redShift, byte greenShift, byte blueShift)
    {
        _address = address;
        Width = width;
        Height = height;
        _pitch = pitch;
        _redShift = redShift;
        _greenShift = greenShift;
        _blueShift = blueShift;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>True where the description makes sense: an address, room for a glyph, rows at least as long as wide.</summary>
    public bool IsUsable => _address != null && Width >= Font.Width && Height >= Font.Height
        && Width <= 0x4000 && Height <= 0x4000 && _pitch >= Width * BytesPerPixel
        && _redShift <= 24 && _greenShift <= 24 && _blueShift <= 24;

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
    /// Draws one glyph with its top left pixel at (<paramref name="x"/>, <paramref name="y"/>): sixteen rows of two
    /// 16-byte stores. Outside the framebuffer nothing is drawn.
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

        var background = Vector128.Create(Pack(paper));
        var difference = background ^ Vector128.Create(Pack(ink));
        // SAFETY: the check above keeps the 8 by 16 pixels inside the framebuffer; a mask index is 4 bits wide, and the
        // table is static data of the image, which never moves.
        fixed (uint* masks = InkMasks)
        {
            var row = _address + (nint)y * _pitch + (nint)x * BytesPerPixel;
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
                    ((right & difference) ^ background).Store((uint*)(row + BytesPerRow / 2));
                    row += _pitch;
                }
            }
        }
    }

    /// <summary>Fills the whole framebuffer, margins included, with the colour 0xRRGGBB.</summary>
    public void Fill(uint colour)
    {
        if (!IsUsable) return;
        var pixel = Pack(colour);
        for (var y = 0; y < Height; y++)
        {
            // SAFETY: row y < Height begins at y * pitch and holds Width pixels.
            var row = (uint*)(_address + (nint)y * _pitch);
            for (var x = 0; x < Width; x++) row[x] = pixel;
        }
    }

    // Half a glyph without ink; returns where the next row begins.
    private byte* DrawPaper(byte* row, Vector128<uint> background)
    {
        for (var i = 0; i < Font.Height / 2; i++)
        {
            // SAFETY: only called by DrawGlyph, within the rows that it checked.
            background.Store((uint*)row);
            background.Store((uint*)(row + BytesPerRow / 2));
            row += _pitch;
        }

        return row;
    }

    private uint Pack(uint colour) =>
        (colour >> 16 & 0xFF) << _redShift | (colour >> 8 & 0xFF) << _greenShift | (colour & 0xFF) << _blueShift;
}
