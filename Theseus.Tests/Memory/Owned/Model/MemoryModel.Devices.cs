using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    private void ClaimDevice(Operation step)
    {
        (ulong address, ulong bytes) = DeviceRange(step);
        MemoryError expected = ExpectedClaim(address, bytes, out ulong first, out ulong count);
        Require(DeviceFrames.TryClaim(new PhysicalAddress(address), bytes, Owner(step.C), out DeviceFrames claim)
            == expected);
        Require(claim.IsHeld == (expected == MemoryError.None));
        if (expected == MemoryError.None)
        {
            Require(claim.First.Number == first && claim.Count == count);
            _deviceHoldings.Add(new DeviceHolding(first, count, Owner(step.C)) { Claim = claim });
        }
    }

    private void MapDevice(Operation step)
    {
        (ulong address, ulong bytes) = DeviceRange(step);
        DeviceCaching caching = (step.C & 1) == 0 ? DeviceCaching.Uncached : DeviceCaching.WriteCombining;
        MemoryOwner owner = Owner(step.C >> 1);
        MemoryError expected = ExpectedClaim(address, bytes, out ulong first, out ulong count);
        MemoryError error = DevicePages.TryMap(new PhysicalAddress(address), bytes, caching, owner,
            out DevicePages pages);
        if (expected != MemoryError.None)
        {
            Require(error == expected);
        }
        else if (error == MemoryError.None)
        {
            PageAccess access = caching == DeviceCaching.Uncached ? PageAccess.Uncached : PageAccess.WriteCombining;
            Require(pages.Length == bytes && pages.Start.PageOffset == (address & 4095));
            ref PageEntry entry = ref _devices.Real.Entry(pages.Start.Page);
            PageRange range = new(pages.Start.Page, (uint)count, entry.Generation);
            PageHolding mapping = new(_devices, range, owner) { GuardBefore = true, GuardAfter = true,
                Access = access };
            _devices.Set(mapping.First - 1, 1, PageState.Free, PageState.Guard);
            _devices.Set(mapping.First, count, PageState.Free, PageState.Mapped);
            _devices.Set(mapping.First + count, 1, PageState.Free, PageState.Guard);
            _ownerPages[owner.Index] += (long)count + 2;
            _deviceHoldings.Add(new DeviceHolding(first, count, owner) { Pages = pages, Mapping = mapping });
        }
        else if (error == MemoryError.OutOfMemory)
        {
            Require(FrameAllocator.FreeFrames <= FrameAllocator.ReserveFrames + 1);
        }
        else
        {
            CheckTake(_devices, error, count, 1, guarded: true, 0, _devices.Real.Count);
        }

        Require(pages.IsHeld == (error == MemoryError.None));
    }

    private void DisposeDevice(Operation step)
    {
        if (Pick(_deviceHoldings, step.A) is not { } device)
        {
            return;
        }

        device.Claim.Dispose();
        device.Claim.Dispose();
        device.Pages.Dispose();
        device.Pages.Dispose();
        ForgetDevice(device);
    }

    private void ForgetDevice(DeviceHolding device)
    {
        Require(!device.Claim.IsHeld && !device.Pages.IsHeld);
        _deviceHoldings.Remove(device);
        if (device.Mapping != null)
        {
            FreePages(device.Mapping, PageState.Mapped);
        }
    }

    /// <summary>Near the hole below 1 MiB, in and behind RAM, far away, seldom nonsense.</summary>
    private (ulong Address, ulong Bytes) DeviceRange(Operation step)
    {
        ulong end = FrameCount * Frame.Bytes;
        ulong address = (step.A % 8) switch
        {
            < 2 => 0xA_0000 + (step.B % 0x6_0000),
            < 5 => end + (step.B % 0x40_0000),
            5 => 0xF_E000_0000_0000 + (step.B * 4096UL),
            6 => step.B % end,
            _ => (1UL << 52) - 1 - (step.B % 0x2000),
        };
        ulong bytes = (step.C % 16) switch
        {
            0 => 0,
            < 12 => 1 + (step.C % 9000),
            < 15 => 1 + (step.C % 0x4_0000),
            _ => (ulong)step.C << 24,
        };
        return (address, bytes);
    }

    private MemoryError ExpectedClaim(ulong address, ulong bytes, out ulong first, out ulong count)
    {
        first = address / Frame.Bytes;
        count = 0;
        if (bytes == 0 || bytes > (1UL << 52) - address)
        {
            return MemoryError.BadSize;
        }

        ulong last = (address + bytes - 1) / Frame.Bytes;
        count = last - first + 1;
        for (ulong i = first; i <= last && i < FrameCount; i++)
        {
            if (FrameAllocator.OwnerOf(new Frame(i)).Kind != MemoryKind.NotRam)
            {
                return MemoryError.IsRam;
            }
        }

        if (_deviceHoldings.Exists(other => other.First <= last && address / Frame.Bytes < other.First + other.Count))
        {
            return MemoryError.InUse;
        }

        return _deviceHoldings.Count == DeviceClaims.Capacity ? MemoryError.OutOfMemory : MemoryError.None;
    }
}
