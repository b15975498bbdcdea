namespace Theseus.Platform.Interfaces;

/// <summary>
/// How a display's memory is laid out (Multiboot2 specification 2.0, section 3.6.12), as the loader says: unchecked.
/// </summary>
public readonly record struct DisplayMode
{
    /// <summary>Pixels in a row.</summary>
    public uint Width { get; init; }

    /// <summary>Rows.</summary>
    public uint Height { get; init; }

    /// <summary>Bytes from one row to the next.</summary>
    public uint Pitch { get; init; }

    /// <summary>Bits of a pixel.</summary>
    public byte BitsPerPixel { get; init; }

    /// <summary>Lowest bit of the red field.</summary>
    public byte RedShift { get; init; }

    /// <summary>Width of the red field in bits.</summary>
    public byte RedBits { get; init; }

    /// <summary>Lowest bit of the green field.</summary>
    public byte GreenShift { get; init; }

    /// <summary>Width of the green field in bits.</summary>
    public byte GreenBits { get; init; }

    /// <summary>Lowest bit of the blue field.</summary>
    public byte BlueShift { get; init; }

    /// <summary>Width of the blue field in bits.</summary>
    public byte BlueBits { get; init; }
}
