using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>Answers which objects are reachable, as a collection would, and frees none.</summary>
// SAFETY: nothing allocates between the marking and the last question, so that mark and live bits stay in step; mark bits are
// clear again at the end, as a collection expects them.
[Resident]
internal static unsafe class Reachability
{
    /// <summary>Calls <paramref name="callback"/> with each reachable object and <paramref name="state"/>. It must not allocate.</summary>
    public static void ForEachReachable(delegate*<void*, void*, void> callback, void* state)
    {
        Collector.MarkOnly();
        for (Run* run = RunList.First; run != null; run = run->Next)
        {
            ulong* marks = Run.MarkBits(run);
            uint index = Bitmap.NextSet(marks, 0, run->SlotCount);
            while (index < run->SlotCount)
            {
                byte* instance = Run.ObjectAt(run, index);
                if (ObjectLayout.TypeOf(instance) != null)
                    callback(instance, state);
                index = Bitmap.NextSet(marks, index + 1, run->SlotCount);
            }

            HeapMemory.Clear(marks, run->BitmapWords * sizeof(ulong));
        }

        Collector.EndMarkOnly();
    }
}
