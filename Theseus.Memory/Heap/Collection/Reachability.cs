using Theseus.Format;
using Theseus.Runtime.Contract;

namespace Theseus.Memory.Heap;

/// <summary>Answers which objects are reachable, as a collection would, and frees none.</summary>
[Resident]
internal static class Reachability
{
    /// <summary>
    /// Calls <paramref name="callback"/> with each reachable object and <paramref name="state"/>. It must not allocate.
    /// </summary>
    // SAFETY: nothing allocates between the marking and the last question, so a marked object stays in memory; mark
    // bits are clear again at the end, as a collection expects them. What the callback makes of state is its caller's
    // affair.
    public static unsafe void ForEachReachable(delegate*<void*, void*, void> callback, void* state)
    {
        Collector.MarkOnly();
        foreach (ref Run run in RunList.All)
        {
            Span<ulong> marks = run.Marks;
            uint index = Bitmap.NextSet(marks, 0, run.SlotCount);
            while (index < run.SlotCount)
            {
                void* instance = (void*)run.ObjectAt(index);
                if (ObjectLayout.TypeOf(instance) != null)
                {
                    callback(instance, state);
                }

                index = Bitmap.NextSet(marks, index + 1, run.SlotCount);
            }

            Bitmap.Clear(marks, 0, run.BitmapWords * 64);
        }

        Collector.EndMarkOnly();
    }
}
