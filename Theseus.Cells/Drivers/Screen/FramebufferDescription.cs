using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>Judges what the boot loader says of a display, before any of it is believed. Allocates nothing.</summary>
internal static class FramebufferDescription
{
    /// <summary>Pixels on each side of the screen that no text is written into.</summary>
    public const int Margin = 8;

    /// <summary>Why a display in this mode cannot be drawn; nothing where it can.</summary>
    public static ReadOnlySpan<byte> WhyNot(scoped in DisplayMode mode) => mode switch
    {
        { Width: > Framebuffer.MostPixels } or { Height: > Framebuffer.MostPixels }
            or { Pitch: > Framebuffer.MostPixels * 4u } =>
            "the framebuffer is larger than any screen"u8,
        _ when !Format(mode).IsUsable => "pixels of this format cannot be drawn"u8,
        _ when mode.Pitch < (ulong)mode.Width * (uint)Format(mode).BytesPerPixel => "the framebuffer's rows overlap"u8,
        _ when mode.Width < (2 * Margin) + (2 * Font.Width) || mode.Height < (2 * Margin) + Font.Height =>
            "the framebuffer has no room for text"u8,
        _ => [],
    };

    /// <summary>The format of its pixels.</summary>
    public static PixelFormat Format(scoped in DisplayMode mode) => new(
        mode.BitsPerPixel, mode.RedShift, mode.RedBits, mode.GreenShift, mode.GreenBits, mode.BlueShift, mode.BlueBits);
}
