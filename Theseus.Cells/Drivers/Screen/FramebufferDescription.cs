using Theseus.Memory.Physical;

namespace Theseus.Platform.Console;

/// <summary>Judges what the boot loader says of a framebuffer, before any of it is believed. Allocates nothing.</summary>
internal static class FramebufferDescription
{
    /// <summary>Pixels on each side of the screen that no text is written into.</summary>
    public const int Margin = 8;

    private const ulong HighestAddress = 1UL << 46;

    /// <summary>Why a framebuffer of this description cannot be drawn; nothing where it can.</summary>
    public static ReadOnlySpan<byte> WhyNot(in FramebufferInformation info) => info switch
    {
        { Address: 0 } => "the loader gave no framebuffer"u8,
        { Kind: FramebufferKind.Text } => "the loader left the VGA in text mode"u8,
        { Kind: FramebufferKind.Palette } => "the framebuffer has a palette, and only direct colours are drawn"u8,
        { Kind: not FramebufferKind.Direct } => "the framebuffer is of an unknown kind"u8,
        { Address: >= HighestAddress } => "the framebuffer lies beyond the physical addresses"u8,
        { Width: > Framebuffer.MostPixels } or { Height: > Framebuffer.MostPixels } or { Pitch: > Framebuffer.MostPixels * 4u } =>
            "the framebuffer is larger than any screen"u8,
        _ when !Format(info).IsUsable => "pixels of this format cannot be drawn"u8,
        _ when info.Pitch < (ulong)info.Width * (uint)Format(info).BytesPerPixel => "the framebuffer's rows overlap"u8,
        _ when info.Width < (2 * Margin) + (2 * Font.Width) || info.Height < (2 * Margin) + Font.Height => "the framebuffer has no room for text"u8,
        _ => [],
    };

    /// <summary>The format of its pixels.</summary>
    public static PixelFormat Format(in FramebufferInformation info) => new(
        info.BitsPerPixel, info.RedShift, info.RedBits, info.GreenShift, info.GreenBits, info.BlueShift, info.BlueBits);
}
