using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// Each program has its own instance of the state of all managed code: statics, the collected heap, the native heap,
/// thread statics (docs/programs.md).
/// <para>The problem: what a program leaves in the class library (handlers, caches, replaced writers, locks that it
/// held when it ended) and in its own statics would be found by the next, and by those that run beside it. No list of
/// such places can be complete.</para>
/// <para>The idea: all of it is memory whose bounds are known. A program begins with a copy of what the one that starts
/// it has, page by page at the same addresses, each in a frame of its own. Only the frames of the instance that runs
/// are mapped; another is made to run by putting its frames into the page tables. What an instance takes beyond
/// what it has inherited lies at addresses that no other has. At its end its frames go, whatever it did.</para>
/// <para>The kernel's own statics are not part of it, but for those that say what the heaps are
/// (<see cref="OfInstanceAttribute"/>): these are copied out and in.</para>
/// </summary>
[NoAllocation]
internal static partial class Instances
{
    // SAFETY: null before the first fork; then an instance, in a page of its own until it has ended.
    private static unsafe Instance* s_active, s_new;

    private static uint s_last;

    // SAFETY: callers have seen that there is one.
    private static unsafe ref Instance Active => ref *s_active;

    // SAFETY: only while one is made.
    private static unsafe ref Instance New => ref *s_new;

    // SAFETY: callers have seen that there is one.
    private static unsafe ref Instance Parent => ref *s_active->Parent;

    /// <summary>True in an instance that was made from another.</summary>
    // SAFETY: looks at pointers.
    public static unsafe bool IsInherited => s_active != null && s_active->Parent != null;

    /// <summary>
    /// Makes an instance from the one that runs, and makes it run: the caller goes on in it. False, with nothing
    /// changed, if memory is out. Garbage is copied as well, so a collection should come first.
    /// </summary>
    public static bool TryFork()
    {
        if (!TryMakeRoot() || !TryMakeNew())
        {
            return false;
        }

        ref Instance parent = ref Active;
        if (TryCollect(ref parent) && TryCopyPages(parent.Pages) && Threads.TryNote(ref parent.Threads)
            && Upcalls.TryForkCells() && InstanceStatics.TryCopyOut(ref parent.Statics))
        {
            BeginNew();
            return true;
        }

        parent.Written.Release();
        parent.Threads.Release();
        DropNew();
        return false;
    }

    /// <summary>
    /// Called back for each page of a cell that the running instance has written to: the new one gets a copy. False
    /// if memory is out.
    /// </summary>
    public static bool TryForkWritten(Page page, ulong entry)
    {
        Frame own = PageTable.FrameOf(entry);
        if (!FrameAllocator.TryTake(FrameAllocator.OwnerOf(own), FrameState.Mapped, emergency: false, out Frame copy))
        {
            return false;
        }

        PhysicalMemory.Copy(own, copy);
        if (New.Written.TryAdd(page.Number, (entry & ~PageTable.AddressMask) | copy.Start.Value))
        {
            return Active.Written.TryAdd(page.Number, entry);
        }

        FrameAllocator.Give(copy, 1, FrameState.Mapped);
        return false;
    }

    /// <summary>
    /// Ends the instance that runs, and lets the one that it was made from go on. Nobody may go on who holds anything
    /// of it.
    /// </summary>
    // SAFETY: an instance that runs and has a parent; its page goes when nothing leads there any more.
    [Resident]
    public static unsafe void End()
    {
        Instance* child = s_active;
        Instance* parent = child->Parent;
        Upcalls.DropWrittenCells();
        s_active = parent;
        AttachWritten(ref parent->Written);
        Map(parent->Pages);
        InstanceStatics.CopyIn(ref parent->Statics);
        Threads.PutBack(ref parent->Threads);

        SharedPages.ReleaseAll(child->Heap);
        SharedPages.ReleaseAll(child->Native);
        GiveFrames(ref child->Pages);
        OwnerTable.End(child->Heap);
        OwnerTable.End(child->Native);
        RawPages.Give((nuint)child, 1, MemoryOwner.Of(MemoryKind.Books));
        if (--parent->Children == 0)
        {
            SharedPages.End(parent->Heap, parent->Native);
            ForgetOwnPages(ref parent->Pages, parent->Heap, parent->Native);
        }
    }

    /// <summary>
    /// The frame that the parent of the running instance has where this one has its own. False where it has none.
    /// </summary>
    public static bool TryFindParents(Page page, out Frame frame)
    {
        bool isThere = Parent.Pages.TryFind(page.Number, out ulong number);
        frame = new Frame(number);
        return isThere;
    }

    /// <summary>The same of a page of a cell.</summary>
    public static bool TryFindParentsWritten(Page page, out Frame frame)
    {
        bool isThere = Parent.Written.TryFind(page.Number, out ulong entry);
        frame = PageTable.FrameOf(entry);
        return isThere;
    }

    /// <summary>Frames of instances that are not mapped now, but for the calling one's.</summary>
    // SAFETY: an instance outlives those that were made from it.
    public static unsafe ulong FramesAside
    {
        get
        {
            ulong frames = 0;
            for (Instance* at = s_active; at != null; at = at->Parent)
            {
                frames += at == s_active ? 0 : (ulong)at->Written.Count;
                foreach (ref readonly PairList.Pair pair in at->Pages.Items)
                {
                    ulong mapped = PageTable.Small(new Page(pair.Key));
                    frames += PageTable.FrameOf(mapped).Number != pair.Value ? 1UL : 0;
                }
            }

            return frames;
        }
    }

    /// <summary>
    /// Puts zeroed memory under more pages of a reservation that several instances have: each gets frames of its own.
    /// False, with nothing changed, if memory is out.
    /// </summary>
    // SAFETY: as FramesAside.
    public static unsafe bool TryCommitShared(nuint start, nuint committed, nuint more, nuint reserved)
    {
        Page first = new VirtualAddress(start).Page + committed;
        MemoryOwner owner = new(AddressWindows.General.Entry(first).Owner);
        ulong instances = 0;
        for (Instance* at = s_active; at != null; at = at->Parent)
        {
            instances++;
        }

        if (FrameAllocator.FreeFrames < (instances * more * 2) + FrameAllocator.ReserveFrames
            || !RawPages.Commit(start, committed, more, reserved, owner))
        {
            return false;
        }

        for (nuint page = 0; page < more; page++)
        {
            AddressWindows.General.Entry(first + page).State |= PageState.Inherited;
            for (Instance* at = s_active; at != null; at = at->Parent)
            {
                Commit(ref *at, first + page, owner);
                if (at->Heap == owner || at->Native == owner)
                {
                    break; // those before do not have it
                }
            }
        }

        Map(Active.Pages);
        return true;
    }

    private static void Commit(ref Instance instance, Page page, MemoryOwner owner)
    {
        Frame frame = PageTable.FrameOf(PageTable.Small(page));
        if (instance.Heap != owner && instance.Native != owner)
        {
            Require(FrameAllocator.TryTake(instance.Native, FrameState.Mapped, emergency: true, out frame));
            PhysicalMemory.Zero(frame);
        }

        Require(instance.Pages.TryInsert(page.Number, frame.Number));
    }

    // SAFETY: a zeroed page is an instance that has nothing.
    private static unsafe bool TryMakeRoot()
    {
        if (s_active == null)
        {
            s_active = (Instance*)RawPages.Take(1, MemoryOwner.Of(MemoryKind.Books));
            if (s_active != null)
            {
                (Active.Heap, Active.Native) = (HeapPages.Owner, NativeHeap.Owner);
            }
        }

        return s_active != null;
    }

    // SAFETY: as TryMakeRoot.
    private static unsafe bool TryMakeNew()
    {
        s_new = (Instance*)RawPages.Take(1, MemoryOwner.Of(MemoryKind.Books));
        if (s_new == null)
        {
            return false;
        }

        Span<byte> name = stackalloc byte[sizeof(ulong)];
        uint number = ++s_last;
        for (int i = name.Length; i-- > 0; number /= 10)
        {
            name[i] = (byte)('0' + (number % 10));
        }

        New.Parent = s_active;
        New.Heap = OwnerTable.Register(MemoryKind.Heap, name);
        New.Native = OwnerTable.Register(MemoryKind.NativeHeap, name);
        return true;
    }

    // SAFETY: nothing leads to what was to be an instance.
    private static unsafe void DropNew()
    {
        GiveFrames(ref New.Pages);
        foreach (ref readonly PairList.Pair pair in New.Written.Items)
        {
            FrameAllocator.Give(PageTable.FrameOf(pair.Value), 1, FrameState.Mapped);
        }

        New.Written.Release();
        OwnerTable.End(New.Heap);
        OwnerTable.End(New.Native);
        RawPages.Give((nuint)s_new, 1, MemoryOwner.Of(MemoryKind.Books));
        s_new = null;
    }

    // SAFETY: the new instance is whole, and becomes the one that runs.
    private static unsafe void BeginNew()
    {
        SharedPages.Begin(Active.Heap, Active.Native);
        Active.Children++;
        foreach (ref readonly PairList.Pair pair in New.Written.Items)
        {
            PageTable.Small(new Page(pair.Key)) = pair.Value;
        }

        New.Written.Release();
        s_active = s_new;
        s_new = null;
        Map(Active.Pages);
        HeapPages.Owner = Active.Heap;
        NativeHeap.Owner = Active.Native;
    }

    /// <summary>Lists the pages of the heaps that an instance has, by ascending address.</summary>
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

            bool isOwn = entry.Owner == instance.Heap.Index || entry.Owner == instance.Native.Index;
            if ((isOwn || instance.Pages.TryFind(page.Number, out _))
                && !pages.TryAdd(page.Number, PageTable.FrameOf(PageTable.Small(page)).Number))
            {
                pages.Release();
                return false;
            }
        }

        instance.Pages.Release();
        instance.Pages = pages;
        return true;
    }

    private static bool TryCopyPages(in PairList pages)
    {
        foreach (ref readonly PairList.Pair pair in pages.Items)
        {
            ref PageEntry entry = ref AddressWindows.General.Entry(new Page(pair.Key));
            if ((entry.State & PageState.Condemned) != 0)
            {
                continue; // nobody's any more, but not yet to be given back
            }

            MemoryOwner owner = new MemoryOwner(entry.Owner).Kind == MemoryKind.Heap ? New.Heap : New.Native;
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
        foreach (ref readonly PairList.Pair pair in pages.Items)
        {
            PageTable.Small(new Page(pair.Key)) = new Frame(pair.Value).Start.Value | flags;
        }

        Cpu.WritePageTableRoot(PageTable.Root.Start.Value); // windows are mapped without the global bit
    }

    [Resident]
    private static void AttachWritten(ref PairList written)
    {
        foreach (ref readonly PairList.Pair pair in written.Items)
        {
            Upcalls.AttachWritten(new Page(pair.Key).Start, pair.Value);
        }

        written.Release();
    }

    [Resident]
    private static void GiveFrames(ref PairList pages)
    {
        foreach (ref readonly PairList.Pair pair in pages.Items)
        {
            FrameAllocator.Give(new Frame(pair.Value), 1, FrameState.Mapped);
        }

        pages.Release();
    }

    /// <summary>
    /// Nobody has inherited from an instance any more: only what it has inherited itself stays listed.
    /// </summary>
    [Resident]
    private static void ForgetOwnPages(ref PairList pages, MemoryOwner heap, MemoryOwner native)
    {
        int kept = 0;
        foreach (PairList.Pair pair in pages.Items)
        {
            ushort owner = AddressWindows.General.Entry(new Page(pair.Key)).Owner;
            if (owner != heap.Index && owner != native.Index)
            {
                pages.Items[kept++] = pair;
            }
        }

        pages.Shorten(kept);
    }

    private static void Require(bool done)
    {
        if (!done)
        {
            Panic.Stop("there is no frame for a page that there was to be one for"u8);
        }
    }
}
