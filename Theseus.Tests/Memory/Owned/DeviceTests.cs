using Xunit;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned;

// SAFETY: windows are statics that do not move; registers are host memory behind checked accessors.
public sealed unsafe class DeviceTests : OwnedTest
{
    private static readonly MemoryOwner s_card = MemoryOwner.Of(MemoryKind.Device);

    private static PhysicalAddress Registers => new(0xFEE0_0000);

    [Fact]
    public void Ram_is_no_devices()
    {
        Assert.Equal(MemoryError.IsRam, Refusal(() => DeviceFrames.Claim(new PhysicalAddress(0x20_0000), 1, s_card)));
        Assert.Equal(MemoryError.IsRam, Refusal(() => DeviceFrames.Claim(new PhysicalAddress(0x3000), 1, s_card)));
        Assert.Equal(MemoryError.IsRam,
            Refusal(() => DeviceFrames.Claim(new PhysicalAddress((64 << 20) - 1), 2, s_card)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => DeviceFrames.Claim(Registers, 0, s_card)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => DeviceFrames.Claim(Registers, ulong.MaxValue, s_card)));
        Assert.Equal(MemoryError.BadSize,
            Refusal(() => DeviceFrames.Claim(new PhysicalAddress((1UL << 52) - 1), 2, s_card)));
        DeviceFrames.Claim(new PhysicalAddress((1UL << 52) - 1), 1, s_card).Dispose();
        DeviceFrames.Claim(new PhysicalAddress(0xB_8000), 4000, s_card).Dispose();
    }

    [Fact]
    public void Two_claims_do_not_share_a_frame()
    {
        DeviceFrames claim = DeviceFrames.Claim(Registers + 4095, 2, s_card);
        Assert.Equal(2ul, claim.Count);
        Assert.Equal(MemoryError.InUse, Refusal(() => DeviceFrames.Claim(Registers, 1, s_card)));
        Assert.Equal(MemoryError.InUse,
            Refusal(() => DevicePages.Map(Registers + 8000, 1, DeviceCaching.Uncached, s_card)));
        DeviceFrames copy = claim;
        claim.Dispose();
        DeviceFrames other = DeviceFrames.Claim(Registers, 1, s_card);
        copy.Dispose();
        Assert.True(other.IsHeld);
        Assert.False(copy.IsHeld);
        other.Dispose();
    }

    [Fact]
    public void Too_many_claims_are_out_of_memory()
    {
        Stack<DeviceFrames> claims = new(
            Enumerable.Range(0, DeviceClaims.Capacity)
                .Select(i => DeviceFrames.Claim(Registers + ((ulong)i * 4096), 1, s_card)));
        Assert.Equal(MemoryError.OutOfMemory, Refusal(() => DeviceFrames.Claim(Registers + (1 << 30), 1, s_card)));
        while (claims.TryPop(out DeviceFrames claim))
        {
            claim.Dispose();
        }
    }

    [Theory]
    [InlineData(DeviceCaching.Uncached)]
    [InlineData(DeviceCaching.WriteCombining)]
    public void A_mapping_is_uncached_or_write_combining_guarded_and_not_zeroed(DeviceCaching caching)
    {
        ulong zeroed = PhysicalMemory.Zeroed;
        DevicePages pages = DevicePages.Map(Registers + 0x10, 0x2000, caching, s_card);
        ModelTlb.Translation known = ModelTlb.Touch(pages.Start.Page)!.Value;
        Assert.Equal(Registers.Frame, known.Frame);
        Assert.Equal(caching == DeviceCaching.Uncached, (known.Flags & PageTable.CacheDisable) != 0);
        Assert.NotEqual(0ul, known.Flags & PageTable.WriteThrough);
        Assert.False(known.IsExecutable);
        Assert.Equal(0x10u, pages.Start.PageOffset);
        Assert.Null(ModelTlb.Touch(pages.Start.Page - 1));
        Assert.Null(ModelTlb.Touch(pages.Start.Page + 3));
        Assert.Contains("a device's", MemoryMap.Describe(pages.Start));
        pages.Dispose();
        Assert.Null(ModelTlb.Touch(pages.Start.Page));
        DevicePages.Map(Registers, 0x3000, caching, s_card).Dispose();
        Assert.InRange(PhysicalMemory.Zeroed - zeroed, 0ul, 10ul); // page tables and ledger only
    }

    [Fact]
    public void Registers_are_checked_for_size_bounds_and_alignment()
    {
        DevicePages pages = DevicePages.Map(Registers, 16, DeviceCaching.Uncached, s_card);
        pages.Write(0, (byte)1);
        pages.Write(2, (ushort)0x0203);
        pages.Write(4, 0x04050607u);
        pages.Write(8, 0x08090A0B0C0D0E0Ful);
        Assert.Equal((byte)1, pages.Read<byte>(0));
        Assert.Equal((ushort)0x0203, pages.Read<ushort>(2));
        Assert.Equal(0x04050607u, pages.Read<uint>(4));
        Assert.Equal(0x08090A0B0C0D0E0Ful, pages.Read<ulong>(8));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => pages.Read<uint>(16)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => pages.Write(ulong.MaxValue, (byte)1)));
        Assert.Equal(MemoryError.OutOfRange, Refusal(() => pages.Read<ulong>(12)));
        Assert.Equal(MemoryError.Misaligned, Refusal(() => pages.Read<uint>(2)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => pages.Read<Int128>(0)));
        Assert.Equal(MemoryError.BadSize, Refusal(() => pages.Write<Int128>(0, 1)));
        DevicePages copy = pages;
        pages.Dispose();
        Assert.Equal(MemoryError.NotOwned, Refusal(() => copy.Read<byte>(0)));
    }

    [Fact]
    public void A_device_larger_than_its_window_is_refused_and_its_claim_given_up()
    {
        Assert.Equal(MemoryError.BadSize,
            Refusal(() => DevicePages.Map(Registers + (1UL << 34), 1UL << 33, DeviceCaching.Uncached, s_card)));
        Assert.Equal(MemoryError.OutOfAddresses,
            Refusal(() => DevicePages.Map(Registers + (1UL << 34), 2UL << 30, DeviceCaching.Uncached, s_card)));
        DeviceFrames.Claim(Registers + (1UL << 34), 2UL << 30, s_card).Dispose();
    }
}
