using System.Text;
using Theseus.Cells.Drivers.Screen;
using Theseus.Kernel;
using Theseus.Memory.Physical;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>A boot loader's framebuffer is drawn on or refused with the reason.</summary>
public sealed class FramebufferDescriptionTests
{
    private static readonly FramebufferInformation s_good = new()
    {
        Address = 0xFD00_0000, Pitch = 640 * 2, Width = 640, Height = 480, BitsPerPixel = 16,
            Kind = FramebufferKind.Direct,
        RedShift = 11, RedBits = 5, GreenShift = 5, GreenBits = 6, BlueShift = 0, BlueBits = 5,
    };

    public static TheoryData<string, object> Refused => new()
    {
        { "no framebuffer", default(FramebufferInformation) },
        { "text mode", s_good with { Kind = FramebufferKind.Text } },
        { "palette", s_good with { Kind = FramebufferKind.Palette, BitsPerPixel = 8 } },
        { "unknown kind", s_good with { Kind = (FramebufferKind)3 } },
        { "beyond the physical", s_good with { Address = 1UL << 46 } },
        { "larger than any", s_good with { Width = 0x4001, Pitch = 0x8002 } },
        { "larger than any", s_good with { Height = uint.MaxValue } },
        { "larger than any", s_good with { Pitch = uint.MaxValue } },
        { "format", s_good with { BitsPerPixel = 8 } },
        { "format", s_good with { BitsPerPixel = 64 } },
        { "format", s_good with { BlueBits = 0 } },
        { "format", s_good with { RedShift = 12 } },
        { "rows overlap", s_good with { Pitch = (640 * 2) - 1 } },
        { "no room", s_good with { Width = 20 } },
        { "no room", s_good with { Height = 0 } },
    };

    [Fact]
    public void A_screen_of_16_24_or_32_bits_is_drawn()
    {
        FramebufferInformation bytes = s_good with { Pitch = 640 * 4, RedShift = 16, RedBits = 8, GreenShift = 8,
            GreenBits = 8, BlueBits = 8 };

        Assert.Equal("", Judge(s_good));
        Assert.Equal("", Judge(bytes with { BitsPerPixel = 24 }));
        Assert.Equal("", Judge(bytes with { BitsPerPixel = 32 }));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_drawn_is_refused_with_the_reason(string reason, object info) =>
        Assert.Contains(reason, Judge((FramebufferInformation)info), StringComparison.Ordinal);

    private static string Judge(FramebufferInformation info)
    {
        ReadOnlySpan<byte> refusal = LoaderDisplay.WhyNot(info);
        return Encoding.UTF8.GetString(refusal.IsEmpty ? FramebufferDescription.WhyNot(LoaderDisplay.Mode(info))
            : refusal);
    }
}
