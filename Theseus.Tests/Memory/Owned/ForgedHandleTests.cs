using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

/// <summary>
/// Handles that nobody has handed out, however they were made, hold nothing; nor can any be made of bytes.
/// </summary>
public sealed class ForgedHandleTests : OwnedTest
{
    // SAFETY: the bytes of a local.
    [Fact]
    public unsafe void A_mapping_of_more_pages_than_were_handed_out_is_not_believed()
    {
        using MappedPages<ReadWrite> mapping = MappedPages.Allocate(2 * 4096);
        using MappedPages<ReadWrite> other = MappedPages.Allocate(8 * 4096);
        foreach (uint count in (uint[])[0, 1, 3, 4, 12, uint.MaxValue])
        {
            MappedPages<ReadWrite> longer = mapping;
            ((uint*)&longer)[2] = count; // first page, number of pages, proof
            Assert.False(longer.IsHeld, $"{count} pages");
        }

        for (uint proof = 0; proof < 1000; proof++)
        {
            (ulong First, uint Count, uint Proof) numbers = (other.Start.Page.Number, 8, proof);
            Assert.False((*(MappedPages<ReadWrite>*)&numbers).IsHeld, $"proof {proof}");
        }

        Assert.Equal(16, sizeof(MappedPages<ReadWrite>));
        Assert.Equal(MemoryError.BadSize,
            Refusal(() => MappedPages.Map(AllocatedFrames.Allocate(1), AllocatedPages.Allocate(1), (PageSize)7)));
        Assert.Equal(MemoryError.BadSize,
            Refusal(() => MappedPages.Map(AllocatedFrames.Allocate(1), AllocatedPages.Allocate(1), (PageSize)(-1))));
    }

    // SAFETY: the bytes of a local.
    [Fact]
    public unsafe void Frames_made_of_numbers_are_not_believed()
    {
        using AllocatedFrames frames = AllocatedFrames.Allocate(3);
        AllocatedFrames copy = frames;
        for (int at = 0; at < sizeof(AllocatedFrames) * 8; at++)
        {
            AllocatedFrames changed = copy;
            ((byte*)&changed)[at / 8] ^= (byte)(1 << (at & 7));
            Assert.False(changed.IsHeld, $"bit {at}");
        }

        AllocatedFrames all = default;
        new Span<byte>(&all, sizeof(AllocatedFrames)).Fill(0xFF);
        Assert.False(all.IsHeld);
        all.Dispose();
        default(AllocatedFrames).Dispose();
        Assert.True(frames.IsHeld);
    }

    // SAFETY: the bytes of a local.
    [Fact]
    public unsafe void A_mapping_with_any_bit_changed_is_not_believed()
    {
        using MappedPages<ReadWrite> mapping = MappedPages.Allocate(5 * 4096);
        MappedPages<ReadWrite> copy = mapping;
        for (int at = 0; at < sizeof(MappedPages<ReadWrite>) * 8; at++)
        {
            MappedPages<ReadWrite> changed = copy;
            ((byte*)&changed)[at / 8] ^= (byte)(1 << (at & 7));
            Assert.False(changed.IsHeld, $"bit {at}");
            changed.Dispose();
        }

        Assert.True(mapping.IsHeld);
    }

    [Fact]
    public void Memory_is_seen_as_numbers_only()
    {
        using MappedPages<ReadWrite> mapping = MappedPages.Allocate(4096);
        Assert.Equal(MemoryError.NotPlain, Refusal(() => mapping.AsSpan<AllocatedFrames>(0, 1)[0].Dispose()));
        Assert.Equal(MemoryError.NotPlain, Refusal(() => mapping.AsRef<MappedPages<ReadWrite>>(0).Dispose()));
        Assert.Equal(MemoryError.NotPlain, Refusal(() => _ = mapping.AsReadOnlySpan<RuntimeTypeHandle>(0, 1).Length));
        Assert.Equal(MemoryError.NotPlain, Refusal(() => mapping.AsRef<(int, nint)>(0) = default));
        Assert.Equal(MemoryError.NotPlain,
            Refusal(() => MappedPages.Allocate(4096).Into<ValueTuple<ulong>>(0).Dispose()));
        Assert.Equal(MemoryError.NotPlain,
            Refusal(() => MappedPages.Allocate(4096).IntoSlice<DateTime>(0, 1).Dispose()));
        mapping.AsRef<ulong>(8) = 1;
        mapping.AsSpan<double>(0, 2)[0] = 1;
        Assert.Equal((Half)0, mapping.AsRef<Half>(64));
    }

    [Theory]
    [InlineData(0xFEE0_0300ul, 4ul, MemoryError.InUse)]
    [InlineData(0xFEBF_F000ul, 0x2000ul, MemoryError.InUse)]
    [InlineData(0x3000ul, 8ul, MemoryError.IsRam)]
    [InlineData(0xFFFF_0000ul, 16ul, MemoryError.InUse)]
    [InlineData(0xFD00_0000ul, 0ul, MemoryError.BadSize)]
    [InlineData(0xFD00_0000ul, ulong.MaxValue, MemoryError.BadSize)]
    public void Memory_that_is_the_kernels_is_never_offered(ulong address, ulong bytes, MemoryError error) =>
        Assert.Equal(error, Refusal(() => DeviceRegistry.OfferMemory("x", new PhysicalAddress(address), bytes)));

    [Theory]
    [InlineData(0x20, 2u, MemoryError.InUse)]
    [InlineData(0x64, 1u, MemoryError.InUse)]
    [InlineData(0xCF9, 1u, MemoryError.InUse)]
    [InlineData(0x3F0, 9u, MemoryError.InUse)]
    [InlineData(0x2F8, 0u, MemoryError.BadSize)]
    [InlineData(0xFFFF, 2u, MemoryError.BadSize)]
    public void Ports_that_are_the_kernels_are_never_offered(int first, uint count, MemoryError error) =>
        Assert.Equal(error, Refusal(() => DeviceRegistry.OfferPorts("x", (ushort)first, count)));

    [Theory]
    [InlineData(0x600, 8u, "ACPI power management")]
    [InlineData(0x60B, 2u, "ACPI power management")]
    [InlineData(0x80, 1u, "page registers of DMA")]
    [InlineData(0x502, 1u, "the emulator's end")]
    public void What_the_kernel_has_ports_for_is_said(int first, uint count, string what) =>
        Assert.EndsWith($"is the kernel's, {what}",
            Assert.Throws<MemoryException>(() => DeviceRegistry.OfferPorts("x", (ushort)first, count)).Message);

    [Theory]
    [InlineData(0x608)]
    [InlineData(0xB008)]
    public void The_timer_of_power_management_can_only_be_read_and_is_offered(int first)
    {
        string name = $"power timer at {first}";
        if (DeviceRegistry.Find(name) is null)
        {
            DeviceRegistry.OfferPorts(name, (ushort)first, 4);
        }

        using PortRange ports = DeviceRegistry.Find(name)!.ClaimPorts();
        Assert.True(ports.IsHeld);
        Assert.EndsWith("a device has that name",
            Assert.Throws<MemoryException>(() => DeviceRegistry.OfferPorts(name, 0x2E8, 4)).Message);
    }

    [Fact]
    public void An_offer_is_claimed_by_one_at_a_time_and_comes_back_with_its_owners_end()
    {
        if (DeviceRegistry.Find("second serial port") == null)
        {
            DeviceRegistry.OfferPorts("second serial port", 0x2F8, 8);
        }

        DeviceOffer offer = DeviceRegistry.Find("second serial port")!;
        PortRange ports = offer.ClaimPorts();
        ports.Write8(7, 0x5A);
        Assert.Equal(0x5A, ports.Read8(7));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => ports.Read8(8)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => ports.Read32(6)));
        Assert.Equal(MemoryError.InUse, Refusal(() => offer.ClaimPorts()));
        Assert.Equal(MemoryError.BadSize, Refusal(() => offer.Map(DeviceCaching.Uncached)));
        Assert.Equal(MemoryError.InUse, Refusal(() => DeviceRegistry.OfferPorts("second serial port", 0x2E8, 8)));
        Assert.Equal(1, OwnerEnd.ReleaseAll(MemoryOwner.Current));
        Assert.Equal(MemoryError.NotOwned, Refusal(() => ports.Write8(0, 0)));
        PortRange again = offer.ClaimPorts();
        ports.Dispose();
        Assert.True(again.IsHeld);
        again.Dispose();
    }
}
