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
/// <para>The kernel's own statics are not part of it, but for those that say what the heaps are and where programs end
/// (<see cref="OfInstanceAttribute"/>): these are copied out and in.</para>
/// <para>All but <see cref="Activate"/> runs with interrupts on: none of them exchanges instances in the middle of
/// kernel code. A value that names an instance is its address; 0 is none.</para>
/// </summary>
[NoAllocation]
internal static partial class Instances
{
    // SAFETY: null before Initialize; then an instance, in a page of its own until it has ended.
    private static unsafe Instance* s_active, s_first, s_new;

    private static uint s_last;

    // SAFETY: not null after Initialize.
    private static unsafe ref Instance Active => ref *s_active;

    // SAFETY: only while one is made.
    private static unsafe ref Instance New => ref *s_new;

    /// <summary>The one that runs.</summary>
    // SAFETY: the address is a number here.
    public static unsafe nuint Current => (nuint)s_active;

    /// <summary>The one of the boot, from which all others come.</summary>
    public static nuint First { get; private set; }

    /// <summary>Whose the heaps of an instance are, the collected and the native one; none for 0.</summary>
    // SAFETY: callers have the value from Current or TryFork, and it has not ended.
    internal static unsafe MemoryOwner[] OwnersOf(nuint instance) =>
        instance == 0 ? [] : [((Instance*)instance)->Heap, ((Instance*)instance)->Native];

    /// <summary>True in an instance that was made from another.</summary>
    // SAFETY: looks at pointers.
    public static unsafe bool IsInherited => s_active != null && s_active->Parent != null;

    /// <summary>Makes what there is the first instance. False if memory is out.</summary>
    // SAFETY: a zeroed page is an instance that has nothing apart.
    public static unsafe bool Initialize()
    {
        s_active = s_first = (Instance*)RawPages.Take(1, MemoryOwner.Of(MemoryKind.Books));
        if (s_active == null)
        {
            return false;
        }

        First = Current;
        (Active.Heap, Active.Native, Active.Program) = (HeapPages.Owner, NativeHeap.Owner, MemoryOwner.Current);
        Active.Statics = InstanceStatics.Take();
        return Active.Statics != 0 && Active.Written.TryReserve(Upcalls.WritablePagesOfCells());
    }

    /// <summary>
    /// Makes an instance from the one that runs, which goes on. False, with nothing changed, if memory is out. Garbage
    /// is copied as well, so a collection should come first.
    /// </summary>
    /// <param name="program">Whose the memory is that code in it takes without naming an owner.</param>
    /// <param name="instance">The new one.</param>
    public static bool TryFork(MemoryOwner program, out nuint instance)
    {
        instance = 0;
        if (!TryMakeNew(program))
        {
            return false;
        }

        if (TryCollect(ref Active) && TryCopyPages(Active.Pages) && Upcalls.TryForkCells())
        {
            InstanceStatics.CopyOut(New.Statics);
            SharedPages.Begin(Active.Heap, Active.Native);
            instance = Enter();
            return true;
        }

        ForgetOwnPages(ref Active);
        DropNew();
        return false;
    }

    /// <summary>The first that runs in a new instance says so: what it takes from here on is its own.</summary>
    public static void Begin()
    {
        HeapPages.Owner = Active.Heap;
        NativeHeap.Begin(Active.Native);
        Handles.BeginProgram();
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
        New.Written.Add(page.Number, (entry & ~PageTable.AddressMask) | copy.Start.Value);
        return true;
    }

    /// <summary>
    /// Makes an instance the one that runs. Interrupts are off, and none has come in the middle of kernel code: the
    /// books of memory must be whole.
    /// </summary>
    // SAFETY: callers have the value from Current or TryFork, and it has not ended.
    [Resident]
    public static unsafe void Activate(nuint instance)
    {
        Instance* next = (Instance*)instance;
        if (next == s_active)
        {
            return;
        }

        InstanceStatics.CopyOut(Active.Statics);
        Upcalls.DetachWrittenCells();
        s_active = next;
        foreach (ref readonly PairList.Pair pair in Active.Written.Items)
        {
            Upcalls.AttachWritten(new Page(pair.Key).Start, pair.Value);
        }

        Active.Written.Clear();
        Map(Active.Pages);
        InstanceStatics.CopyIn(Active.Statics);
        OwnerTable.Enter(Active.Program);
    }

    /// <summary>
    /// Called back for each page of a cell that the running instance has written to, when it is to run no more: the
    /// page is not mapped any more, and its frame is the instance's.
    /// </summary>
    [Resident]
    public static void PutAside(Page page, ulong entry) => Active.Written.Add(page.Number, entry);

    /// <summary>
    /// Ends an instance that does not run, from which none is left that was made. Nobody goes on who holds anything of
    /// it.
    /// </summary>
    // SAFETY: as Activate; its page goes when nothing leads there any more.
    public static unsafe void End(nuint instance)
    {
        Instance* child = (Instance*)instance;
        Instance* parent = child->Parent;
        Leave(child);
        foreach (ref readonly PairList.Pair pair in child->Pages.Items)
        {
            ref ulong entry = ref PageTable.Small(new Page(pair.Key));
            if (PageTable.FrameOf(entry).Number == pair.Value && parent->Pages.TryFind(pair.Key, out ulong frame))
            {
                entry = new Frame(frame).Start.Value | PageTable.Flags(PageAccess.ReadWrite);
            }
        }

        Cpu.WritePageTableRoot(PageTable.Root.Start.Value);
        SharedPages.ReleaseAll(child->Heap, child->Native);
        GiveAll(ref *child);
        if (--parent->Children == 0)
        {
            SharedPages.End(parent->Heap, parent->Native);
            ForgetOwnPages(ref *parent);
        }
    }

    /// <summary>Gives back what an instance has, but for the pages at addresses that are its own.</summary>
    // SAFETY: nothing leads to it any more.
    private static unsafe void GiveAll(ref Instance instance)
    {
        foreach (ref readonly PairList.Pair pair in instance.Pages.Items)
        {
            FrameAllocator.Give(new Frame(pair.Value), 1, FrameState.Mapped);
        }

        foreach (ref readonly PairList.Pair pair in instance.Written.Items)
        {
            FrameAllocator.Give(PageTable.FrameOf(pair.Value), 1, FrameState.Mapped);
        }

        instance.Pages.Release();
        instance.Written.Release();
        InstanceStatics.Give(instance.Statics);
        OwnerTable.End(instance.Heap);
        OwnerTable.End(instance.Native);
        fixed (Instance* at = &instance)
        {
            RawPages.Give((nuint)at, 1, MemoryOwner.Of(MemoryKind.Books));
        }
    }

    // SAFETY: a zeroed page is an instance that has nothing.
    private static unsafe bool TryMakeNew(MemoryOwner program)
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
        New.Program = program;
        New.Heap = OwnerTable.Register(MemoryKind.Heap, name);
        New.Native = OwnerTable.Register(MemoryKind.NativeHeap, name);
        New.Statics = InstanceStatics.Take();
        bool isNamed = !OwnerTable.IsShared(New.Heap) && !OwnerTable.IsShared(New.Native);
        if (isNamed && New.Statics != 0 && New.Written.TryReserve(Upcalls.WritablePagesOfCells()))
        {
            return true;
        }

        DropNew();
        return false;
    }

    // SAFETY: forgets an address, of which nothing is left.
    private static unsafe void DropNew()
    {
        GiveAll(ref New);
        s_new = null;
    }

    // SAFETY: the new instance is whole, and comes into the list.
    private static unsafe nuint Enter()
    {
        Active.Children++;
        New.Next = s_first;
        s_first = s_new;
        s_new = null;
        return (nuint)s_first;
    }

    // SAFETY: the instance is in the list, whose links lead to instances.
    private static unsafe void Leave(Instance* instance)
    {
        if (s_first == instance)
        {
            s_first = instance->Next;
            return;
        }

        Instance* before = s_first;
        while (before->Next != instance)
        {
            before = before->Next;
        }

        before->Next = instance->Next;
    }
}
