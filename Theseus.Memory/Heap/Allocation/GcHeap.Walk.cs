using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

// Walking the heap, for statistics by type and for live evolution.
internal static partial class GcHeap
{
    /// <summary>
    /// Calls <paramref name="callback"/> with each object that has not been swept away, or with those of exactly one
    /// type, and <paramref name="state"/>. Right after a collection these are the reachable ones. The callback must not
    /// allocate.
    /// </summary>
    // SAFETY: an object whose live bit is set is in memory, and as nothing allocates none is swept; what the callback
    // makes of state is its caller's affair.
    public static unsafe void ForEachObject(delegate*<void*, void*, void> callback, void* state,
        MethodTable* type = null)
    {
        foreach (ref Run run in RunList.All)
        {
            uint index = Bitmap.NextSet(run.Live, 0, run.SlotCount);
            while (index < run.SlotCount)
            {
                // Slots that are granted to an allocator but not used yet are live and have no type.
                void* instance = (void*)run.ObjectAt(index);
                MethodTable* own = ObjectLayout.TypeOf(instance);
                if (own != null && (type == null || own == type))
                {
                    callback(instance, state);
                }

                index = Bitmap.NextSet(run.Live, index + 1, run.SlotCount);
            }
        }
    }
}
