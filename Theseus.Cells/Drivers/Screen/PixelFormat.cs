namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// How a pixel's colour is kept: 15 to 32 bits in whole bytes, in which each channel has a field (Multiboot2
/// specification
/// 2.0, section 3.6.12, type 1; VESA BIOS Extension 3.0, direct colour). Allocates nothing.
/// </summary>
internal readonly struct PixelFormat
{
    private const int ChannelBits = 8;

    private readonly byte _bits;
    private readonly byte _redShift;
    private readonly byte _redBits;
    private readonly byte _greenShift;
    private readonly byte _greenBits;
    private readonly byte _blueShift;
    private readonly byte _blueBits;

    /// <summary>Describes a format; <see cref="IsUsable"/> tells whether the numbers make sense.</summary>
    /// <param name="bits">Bits of a pixel; a pixel of 15 bits takes two bytes.</param>
    /// <param name="redShift">Lowest bit of the red field.</param>
    /// <param name="redBits">Width of the red field; likewise the other two.</param>
    /// <param name="greenShift">Lowest bit of the green field.</param>
    /// <param name="greenBits">Width of the green field.</param>
    /// <param name="blueShift">Lowest bit of the blue field.</param>
    /// <param name="blueBits">Width of the blue field.</param>
    public PixelFormat(byte bits, byte redShift, byte redBits, byte greenShift, byte greenBits, byte blueShift,
        byte blueBits)
    {
        _bits = bits;
        _redShift = redShift;
        _redBits = redBits;
        _greenShift = greenShift;
        _greenBits = greenBits;
        _blueShift = blueShift;
        _blueBits = blueBits;
    }

    /// <summary>The commonest: four bytes, one for each channel, each at any place of the pixel.</summary>
    public static PixelFormat Bytes(byte redShift, byte greenShift, byte blueShift) =>
        new(32, redShift, ChannelBits, greenShift, ChannelBits, blueShift, ChannelBits);

    /// <summary>Bytes from one pixel to the next: 2, 3 or 4 of a usable format.</summary>
    public int BytesPerPixel => (_bits + 7) / 8;

    /// <summary>
    /// True where this code can draw such pixels: two to four bytes, and every field of 1 to 8 bits within.
    /// </summary>
    public bool IsUsable => BytesPerPixel is >= 2 and <= 4
        && IsField(_redShift, _redBits) && IsField(_greenShift, _greenBits) && IsField(_blueShift, _blueBits);

    /// <summary>The pixel for the colour 0xRRGGBB: the upper bits of each channel, as many as its field has.</summary>
    public uint Pack(uint colour) => Field(colour >> 16, _redShift, _redBits)
        | Field(colour >> 8, _greenShift, _greenBits) | Field(colour, _blueShift, _blueBits);

    private static uint Field(uint channel, byte shift, byte bits) => (channel & 0xFF) >> (ChannelBits - bits) << shift;

    private bool IsField(byte shift, byte bits) => bits is >= 1 and <= ChannelBits && shift + bits <= BytesPerPixel * 8;
}
