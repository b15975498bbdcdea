using Theseus.Memory.Physical;
using Theseus.Platform.Interfaces;

namespace Theseus.Kernel;

/// <summary>What the loader says of a display: where it is, and in which mode.</summary>
internal static class LoaderDisplay
{
    private const ulong HighestAddress = 1UL << 46;

    /// <summary>Why it is no framebuffer that pixels can be written to; nothing where it may be one.</summary>
    public static ReadOnlySpan<byte> WhyNot(scoped in FramebufferInformation info) => info switch
    {
        { Address: 0 } => "the loader gave no framebuffer"u8,
        { Kind: FramebufferKind.Text } => "the loader left the VGA in text mode"u8,
        { Kind: FramebufferKind.Palette } => "the framebuffer has a palette, and only direct colours are drawn"u8,
        { Kind: not FramebufferKind.Direct } => "the framebuffer is of an unknown kind"u8,
        { Address: >= HighestAddress } => "the framebuffer lies beyond the physical addresses"u8,
        _ => [],
    };

    /// <summary>The mode, as it says.</summary>
    public static DisplayMode Mode(in FramebufferInformation info) => new()
    {
        Width = info.Width,
        Height = info.Height,
        Pitch = info.Pitch,
        BitsPerPixel = info.BitsPerPixel,
        RedShift = info.RedShift,
        RedBits = info.RedBits,
        GreenShift = info.GreenShift,
        GreenBits = info.GreenBits,
        BlueShift = info.BlueShift,
        BlueBits = info.BlueBits,
    };
}
