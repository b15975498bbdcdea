using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>Answers what is at an address and whose it is.</summary>
public static class MemoryMap
{
    /// <summary>The lowest addresses, which a null reference leads to.</summary>
    private const ulong NullEnd = 0x10000;

    /// <summary>
    /// Who holds the page of an address; of one that nobody holds, the kind <see cref="MemoryKind.NotRam"/>.
    /// </summary>
    public static MemoryOwner OwnerOf(VirtualAddress address)
    {
        return TryFind(address, out PageEntry entry)
            && (entry.State & PageState.Mask) is not (PageState.Free or PageState.Quarantined)
            ? new MemoryOwner(entry.Owner)
            : MemoryOwner.Of(MemoryKind.NotRam);
    }

    /// <summary>What is at an address, in words, for the message of a fault.</summary>
    public static string Describe(VirtualAddress address)
    {
        if (!address.IsCanonical)
        {
            return "an address that no page table can map";
        }

        if (address.Value < NullEnd)
        {
            return "the null page";
        }

        if (address.Value >= AddressSpace.KernelWindow
            && address.Value < AddressSpace.KernelWindow + (AddressSpace.ImageEnd.Number << Frame.ByteShift))
        {
            return "the kernel's image";
        }

        if (address.Value >= DirectMap.Start && address.Value < DirectMap.Start + FrameAllocator.RamEnd.Value)
        {
            Frame frame = new((address.Value - DirectMap.Start) >> Frame.ByteShift);
            return $"the map of all RAM; {frame} is of {FrameAllocator.OwnerOf(frame)}";
        }

        return TryFind(address, out PageEntry entry) ? Describe(address.Page, entry) : "nobody's memory";
    }

    /// <summary>True of the addresses of a mapping that was released, as long as a view of it may be left.</summary>
    internal static bool WasReleased(VirtualAddress address) =>
        address.IsCanonical && TryFind(address, out PageEntry entry)
        && (entry.State & PageState.Mask) == PageState.Quarantined;

    private static string Describe(Page page, PageEntry entry)
    {
        MemoryOwner owner = new(entry.Owner);
        switch (entry.State & PageState.Mask)
        {
            case PageState.Allocated:
                return $"pages of {owner}, which are not mapped";
            case PageState.Quarantined:
                return $"memory that was released; it was {owner}'s";
            case PageState.Guard:
                ref PageWindow window = ref AddressWindows.Of(page);
                bool after = page != window.First && window.Entry(page - 1).State.HasFlag(PageState.GuardAfter);
                return $"the guard page {(after ? "after" : "before")} a mapping of {owner}";
            case PageState.Sparse when (entry.State & PageState.Present) == 0:
                return $"a page of {owner} that is not loaded";
            case PageState.Sparse:
            case PageState.Mapped:
                return $"{Name(entry.Access)} mapping of {owner}";
            default:
                return entry.Owner == 0 ? "nobody's memory" : $"nobody's memory; it was {owner}'s";
        }
    }

    private static string Name(PageAccess access) => access switch
    {
        PageAccess.Read => "a read-only",
        PageAccess.ReadWrite => "a writable",
        PageAccess.ReadExecute => "an executable",
        _ => "a device's",
    };

    private static bool TryFind(VirtualAddress address, out PageEntry entry)
    {
        ref PageWindow window = ref AddressWindows.Of(address.Page);
        bool isKnown = window.HasEntry(address.Page);
        entry = isKnown ? window.Entry(address.Page) : default;
        return isKnown;
    }

    /// <summary>A run of frames with one owner.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Owner">Whose they are.</param>
    public readonly record struct Run(Frame First, ulong Count, MemoryOwner Owner);

    /// <summary>All frames from physical address 0 to the end of RAM, in runs.</summary>
    public static IEnumerable<Run> Runs()
    {
        for (Frame at = default; at.Number < FrameAllocator.FrameCount;)
        {
            MemoryOwner owner = FrameAllocator.OwnerOf(at);
            Frame end = at + 1;
            while (end.Number < FrameAllocator.FrameCount && FrameAllocator.OwnerOf(end) == owner)
            {
                end += 1;
            }

            yield return new Run(at, end.Number - at.Number, owner);
            at = end;
        }
    }
}
