using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

// The pages of the heaps that several instances have.
internal static partial class Instances
{
    /// <summary>
    /// The frame that the parent of the running instance has where this one has its own. False where it has none.
    /// </summary>
    // SAFETY: an instance outlives those that were made from it.
    public static unsafe bool TryFindParents(Page page, out Frame frame)
    {
        bool isThere = s_active->Parent->Pages.TryFind(page.Number, out ulong number);
        frame = new Frame(number);
        return isThere;
    }

    /// <summary>The same of a page of a cell.</summary>
    // SAFETY: as above.
    public static unsafe bool TryFindParentsWritten(Page page, out Frame frame)
    {
        bool isThere = s_active->Parent->Written.TryFind(page.Number, out ulong entry);
        frame = PageTable.FrameOf(entry);
        return isThere;
    }

    /// <summary>
    /// True of an address where all instances have the same: in the kernel's image, but for the statics that are of an
    /// instance, or in a mapping that is in one instance only or in none.
    /// </summary>
    [Resident]
    public static bool IsCommon(nuint address)
    {
        ref PageWindow window = ref AddressWindows.General;
        Page page = new VirtualAddress(address).Page;
        return window.HasEntry(page)
            ? (window.Entry(page).State & PageState.Inherited) == 0
            : InstanceStatics.IsInImage(address) && !InstanceStatics.Contains(address);
    }

    /// <summary>True if an instance that does not run has written to a page of a range.</summary>
    // SAFETY: what is in the list has not ended.
    public static unsafe bool AnyHasWritten(Page first, ulong count)
    {
        for (Instance* at = s_first; at != null; at = at->Next)
        {
            foreach (ref readonly PairList.Pair pair in at->Written.Items)
            {
                if (pair.Key - first.Number < count)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Gives every instance room to note all pages of cells that it may write to; there are more of them than when it
    /// began. False if memory is out.
    /// </summary>
    // SAFETY: what is in the list has not ended.
    public static unsafe bool TryReserveWritten()
    {
        int pages = Upcalls.WritablePagesOfCells();
        bool isDone = true;
        for (Instance* at = s_first; isDone && at != null; at = at->Next)
        {
            isDone = at->Written.TryReserve(pages);
        }

        return isDone;
    }

    /// <summary>
    /// True if a word of the memory of an instance that does not run, or of the native memory of the running one, is an
    /// address of a range. Its objects are not told apart from what was one.
    /// </summary>
    // SAFETY: what is in the list has not ended.
    public static unsafe bool AnyHolds(ulong start, ulong bytes)
    {
        for (Instance* at = s_first; at != null; at = at->Next)
        {
            foreach (ref readonly PairList.Pair pair in at->Written.Items)
            {
                if (at != s_active && FrameWords.AnyIn(PageTable.FrameOf(pair.Value), start, bytes))
                {
                    return true;
                }
            }

            foreach (ref readonly PairList.Pair pair in at->Pages.Items)
            {
                if (FrameAt(new Page(pair.Key)).Number != pair.Value
                    && FrameWords.AnyIn(new Frame(pair.Value), start, bytes))
                {
                    return true;
                }
            }
        }

        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            // Native memory of the running one: caches of calls hold types and code.
            ref PageEntry entry = ref window.Entry(page);
            if ((entry.State & PageState.Mask) == PageState.Mapped
                && new MemoryOwner(entry.Owner).Kind == MemoryKind.NativeHeap
                && FrameWords.AnyIn(FrameAt(page), start, bytes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Frames of instances that are not mapped now.</summary>
    // SAFETY: what is in the list has not ended.
    public static unsafe ulong FramesAside
    {
        get
        {
            ulong frames = 0;
            for (Instance* at = s_first; at != null; at = at->Next)
            {
                frames += (ulong)at->Written.Count;
                foreach (ref readonly PairList.Pair pair in at->Pages.Items)
                {
                    frames += FrameAt(new Page(pair.Key)).Number != pair.Value ? 1UL : 0;
                }
            }

            return frames;
        }
    }

    /// <summary>
    /// Puts zeroed memory under more pages of a reservation that several instances have: each gets frames of its own.
    /// False, with nothing changed, if memory is out.
    /// </summary>
    // SAFETY: what is in the list has not ended.
    public static unsafe bool TryCommitShared(nuint start, nuint committed, nuint more, nuint reserved)
    {
        Page first = new VirtualAddress(start).Page + committed;
        MemoryOwner owner = new(AddressWindows.General.Entry(first).Owner);
        ulong instances = 0;
        for (Instance* at = s_first; at != null; at = at->Next)
        {
            instances++;
            if (!at->Pages.TryReserve(at->Pages.Count + (int)more))
            {
                return false;
            }
        }

        if (FrameAllocator.FreeFrames < (instances * more * 2) + FrameAllocator.ReserveFrames
            || !RawPages.Commit(start, committed, more, reserved, owner))
        {
            return false;
        }

        for (nuint page = 0; page < more; page++)
        {
            AddressWindows.General.Entry(first + page).State |= PageState.Inherited;
            for (Instance* at = s_first; at != null; at = at->Next)
            {
                if (IsHeir(at, owner))
                {
                    Commit(ref *at, first + page, owner);
                }
            }
        }

        Map(Active.Pages);
        return true;
    }

    /// <summary>True if an instance owns such pages, or one does that it was made from.</summary>
    // SAFETY: as TryFindParents.
    private static unsafe bool IsHeir(Instance* instance, MemoryOwner owner)
    {
        while (instance != null && !instance->Owns(owner))
        {
            instance = instance->Parent;
        }

        return instance != null;
    }

    private static void Commit(ref Instance instance, Page page, MemoryOwner owner)
    {
        Frame frame = FrameAt(page);
        if (!instance.Owns(owner))
        {
            Require(FrameAllocator.TryTake(instance.Native, FrameState.Mapped, emergency: true, out frame));
            PhysicalMemory.Zero(frame);
        }

        Require(instance.Pages.TryInsert(page.Number, frame.Number));
    }

    /// <summary>Lists the pages of the heaps that an instance has, which runs, by ascending address.</summary>
    private static bool TryCollect(ref Instance instance)
    {
        PairList pages = default;
        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            ref PageEntry entry = ref window.Entry(page);
            if ((entry.State & PageState.Mask) != PageState.Mapped)
            {
                continue;
            }

            bool isHad = instance.Owns(new MemoryOwner(entry.Owner)) || instance.Pages.TryFind(page.Number, out _);
            if (isHad && !pages.TryAdd(page.Number, FrameAt(page).Number))
            {
                pages.Release();
                return false;
            }
        }

        PairList before = instance.Pages;
        instance.Pages = pages;
        before.Release();
        return true;
    }

    /// <summary>Gives the new instance copies of pages.</summary>
    private static bool TryCopyPages(in PairList pages)
    {
        foreach (ref readonly PairList.Pair pair in pages.Items)
        {
            ref PageEntry entry = ref AddressWindows.General.Entry(new Page(pair.Key));
            MemoryOwner owned = new(entry.Owner);
            if ((entry.State & PageState.Condemned) != 0 && Active.Owns(owned))
            {
                continue; // the instance has given it back; that of another's may still be in use here
            }

            MemoryOwner owner = owned.Kind == MemoryKind.Heap ? New.Heap : New.Native;
            if (!FrameAllocator.TryTake(owner, FrameState.Mapped, emergency: false, out Frame copy))
            {
                return false;
            }

            PhysicalMemory.Copy(new Frame(pair.Value), copy);
            if (!New.Pages.TryAdd(pair.Key, copy.Number))
            {
                FrameAllocator.Give(copy, 1, FrameState.Mapped);
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts an instance's frames into the page tables.</summary>
    [Resident]
    private static void Map(in PairList pages)
    {
        ulong flags = PageTable.Flags(PageAccess.ReadWrite);
        Span<ulong> table = default;
        ulong end = 0; // one past the pages of the table
        foreach (ref readonly PairList.Pair pair in pages.Items)
        {
            if (pair.Key >= end)
            {
                table = PageTable.TableOf(new Page(pair.Key), out int place);
                end = pair.Key - (ulong)place + (ulong)table.Length;
            }

            table[table.Length - (int)(end - pair.Key)] = new Frame(pair.Value).Start.Value | flags;
        }

        Cpu.WritePageTableRoot(PageTable.Root.Start.Value); // windows are mapped without the global bit
    }

    /// <summary>Only pages stay listed that others have too.</summary>
    private static void ForgetOwnPages(ref Instance instance)
    {
        int kept = 0;
        foreach (PairList.Pair pair in instance.Pages.Items)
        {
            ref PageEntry entry = ref AddressWindows.General.Entry(new Page(pair.Key));
            if (!instance.Owns(new MemoryOwner(entry.Owner)) || (entry.State & PageState.Inherited) != 0)
            {
                instance.Pages.Items[kept++] = pair;
            }
        }

        instance.Pages.Shorten(kept);
    }

    private static Frame FrameAt(Page page) => PageTable.FrameOf(PageTable.Small(page));

    private static void Require(bool done)
    {
        if (!done)
        {
            Panic.Stop("there is no frame for a page that there was to be one for"u8);
        }
    }
}
