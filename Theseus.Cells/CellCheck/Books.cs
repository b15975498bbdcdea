using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Cells.CellCheck;

/// <summary>What may grow, at a moment after a collection: frames by kind of owner, live bytes, the registry.</summary>
internal readonly record struct Books(
    long FreeFrames, long CellFrames, long HeapFrames, long NativeHeapFrames, long PageTableFrames, long LiveBytes,
    long RegistryBytes)
{
    /// <summary>Collects, then takes the books down.</summary>
    public static Books Take()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Quarantine.Search(); // addresses that wait for it are others', and new ones would want page tables
        return new Books(
            (long)FrameAllocator.FreeFrames, Frames(MemoryKind.Cell), Frames(MemoryKind.Heap),
                Frames(MemoryKind.NativeHeap),
            Frames(MemoryKind.PageTables), GC.GetTotalMemory(forceFullCollection: false), (long)CellRegistry.BookBytes);
    }

    /// <summary>
    /// True if something has grown since; that a cache of the class library lets go of something is no growth.
    /// </summary>
    public bool Exceeds(Books before) =>
        FreeFrames < before.FreeFrames || CellFrames > before.CellFrames || HeapFrames > before.HeapFrames
        || NativeHeapFrames > before.NativeHeapFrames
        || PageTableFrames > before.PageTableFrames || LiveBytes > before.LiveBytes
        || RegistryBytes > before.RegistryBytes;

    private static long Frames(MemoryKind kind)
    {
        ulong frames = 0;
        for (int i = 0; i < OwnerTable.Count; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            frames += owner.Kind == kind ? owner.Frames : 0;
        }

        return (long)frames;
    }
}
