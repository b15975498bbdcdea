namespace Theseus.Cells.Drivers.Screen;

/// <summary>The screen's colours, each 0xRRGGBB: soft light text on a dark ground. Allocates nothing.</summary>
internal static class Palette
{
    /// <summary>Text where nothing else is asked for.</summary>
    public const uint Foreground = 0xD3D9E3;

    /// <summary>Ground where nothing else is asked for.</summary>
    public const uint Background = 0x12161D;

    /// <summary>The block of the cursor.</summary>
    public const uint Cursor = 0x7FB4F0;

    // The eight colours of ECMA-48 (black, red, green, yellow, blue, magenta, cyan, white), then their bright forms.
    private static ReadOnlySpan<uint> Named =>
    [
        0x232933, 0xE0717C, 0x8CC886, 0xDFBE78, 0x6AA5EA, 0xC189DC, 0x5FC0CB, 0xC2CAD6,
        0x7E899A, 0xFA929B, 0xABE2A2, 0xF4DA98, 0x92C1FB, 0xDAA9F2, 0x8ADDE6, 0xF3F5F9,
    ];

    // The same as grounds for text: dark, so that light text can be read on them, but for black's and white's.
    private static ReadOnlySpan<uint> NamedPapers =>
    [
        0x232933, 0x7A2430, 0x1F5A2A, 0x66500F, 0x1F3F7A, 0x5C2C78, 0x12565E, 0xC2CAD6,
        0x4A5362, 0x96323F, 0x2B6F38, 0x7D641A, 0x2C529A, 0x743A94, 0x1C6A73, 0xF3F5F9,
    ];

    /// <summary>As <see cref="Indexed"/>, for the ground that text stands on.</summary>
    public static uint IndexedPaper(int index) => (uint)index < 16 ? NamedPapers[index] : Indexed(index);

    /// <summary>
    /// Colour <paramref name="index"/> of the 256: 16 named ones, a cube of 6 levels a channel, 24 greys (xterm's
    /// arrangement). An index out of range is the foreground.
    /// </summary>
    public static uint Indexed(int index)
    {
        if ((uint)index > 255)
        {
            return Foreground;
        }

        if (index < 16)
        {
            return Named[index];
        }

        if (index >= 232)
        {
            uint grey = (uint)(8 + (index - 232) * 10);
            return grey << 16 | grey << 8 | grey;
        }

        int cube = index - 16;
        return Level(cube / 36) << 16 | Level(cube / 6 % 6) << 8 | Level(cube % 6);
    }

    /// <summary>Half way between two colours, for dim text.</summary>
    public static uint Blend(uint one, uint other) => ((one ^ other) >> 1 & 0x7F7F7F) + (one & other);

    private static uint Level(int step) => step == 0 ? 0u : (uint)(55 + step * 40);
}
