using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// Walking the heap, for statistics by type and for live evolution.
internal static unsafe partial class GcHeap
{
    /// <summary>
    /// Calls <paramref name="callback"/> with each object that has not been swept away and <paramref name="state"/>.
    /// Right after a collection these are the reachable ones. The callback must not allocate.
    /// </summary>
    public static void ForEachObject(delegate*<void*, void*, void> callback, void* state)
    {
        for (Run* run = RunList.First; run != null; run = run->Next)
        {
            uint index = Bitmap.NextSet(run->Live, 0, run->SlotCount);
            while (index < run->SlotCount)
            {
                // Slots that are granted to an allocator but not used yet are live and have no type.
                byte* instance = Run.ObjectAt(run, index);
                if (ObjectLayout.TypeOf(instance) != null)
                    callback(instance, state);
                index = Bitmap.NextSet(run->Live, index + 1, run->SlotCount);
            }
        }
    }

    /// <summary>Calls <paramref name="callback"/> with each object of exactly one type.</summary>
    public static void ForEachObjectOf(MethodTable* type, delegate*<void*, void*, void> callback, void* state)
    {
        for (Run* run = RunList.First; run != null; run = run->Next)
        {
            uint index = Bitmap.NextSet(run->Live, 0, run->SlotCount);
            while (index < run->SlotCount)
            {
                byte* instance = Run.ObjectAt(run, index);
                if (ObjectLayout.TypeOf(instance) == type)
                    callback(instance, state);
                index = Bitmap.NextSet(run->Live, index + 1, run->SlotCount);
            }
        }
    }
}
