using System.Runtime.CompilerServices;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The stacks of tasks, with their control blocks. One whose task has ended is kept and used again, until the programs
/// have ended whose tasks have used it (<see cref="Trim"/>): what a task that was cut has waited in still leads to its
/// block.
/// </summary>
internal static class TaskStacks
{
    /// <summary>Tasks that there may be at a time.</summary>
    public const int Most = 1024;

    private const ulong UsualPages = 128;
    private const ulong MostPages = 4096;

    private struct Slot : IDisposable
    {
        public StackPages Pages;
        public TaskReference Task;
        public bool IsFree;
        public ulong UsedBy; // a bit for each place of a program of which a task has run on it

        public void Dispose()
        {
            Task = default;
            IsFree = false;
            UsedBy = 0;
            Pages.Dispose();
            Pages = default;
        }
    }

    [InlineArray(Most)]
    private struct Slots
    {
        private Slot _first;
    }

    private static Slots s_slots;
    private static int s_used; // slots beyond have never had a stack

    /// <summary>
    /// A task with a stack of about so many bytes (0 for the usual), nothing on it, and its control block zeroed but
    /// for its bounds. False if memory is out, or there are too many.
    /// </summary>
    public static bool TryTake(nuint bytes, out TaskReference task)
    {
        ulong pages = PagesFor(bytes);
        int empty = -1;
        for (int i = 0; i < s_used; i++)
        {
            ref Slot slot = ref s_slots[i];
            if (slot.IsFree && slot.Pages.Bytes == pages * Frame.Bytes)
            {
                slot.IsFree = false;
                task = slot.Task;
                Clear(task);
                return true;
            }

            empty = slot.Task.IsNone ? i : empty;
        }

        task = default;
        if (empty < 0 && s_used == Most)
        {
            return false;
        }

        ref Slot added = ref s_slots[empty < 0 ? s_used : empty];
        if (StackPages.TryAllocate(pages, out added.Pages, out nuint committed) != MemoryError.None)
        {
            return false;
        }

        s_used += empty < 0 ? 1 : 0;
        task = added.Pages.AttachTask(committed);
        added.Task = task;
        added.IsFree = false;
        return true;
    }

    /// <summary>Says that a task has ended: nobody runs on its stack any more, and it is in no list.</summary>
    public static void Give(TaskReference task)
    {
        for (int i = 0; i < s_used; i++)
        {
            if (s_slots[i].Task == task)
            {
                s_slots[i].IsFree = true;
                s_slots[i].UsedBy |= 1UL << task.State.Program;
                Shrink(ref task.Block);
            }
        }
    }

    /// <summary>
    /// Gives back the memory of all stacks that are not in use, and that no program has used but the one that ends.
    /// </summary>
    /// <param name="program">The place of that program, 0 to 63.</param>
    public static void Trim(int program)
    {
        for (int i = 0; i < s_used; i++)
        {
            ref Slot slot = ref s_slots[i];
            slot.UsedBy &= ~(1UL << program);
            if (slot.IsFree && slot.UsedBy == 0)
            {
                slot.Dispose();
            }
        }
    }

    private static ulong PagesFor(nuint bytes) =>
        Math.Clamp(bytes / Frame.Bytes + (bytes % Frame.Bytes == 0 ? 0UL : 1UL), UsualPages, MostPages);

    /// <summary>One that was deep once does not keep the memory for that.</summary>
    private static void Shrink(ref ThreadControlBlock block)
    {
        StackGuard.Close(ref block);
        nuint kept = ((block.StackHigh + Frame.Bytes) & ~(nuint)(Frame.Bytes - 1)) - StackGrowth.KeptBytes;
        StackGrowth.Decommit(ref block.Committed, kept);
    }

    /// <summary>As a new one, whose bounds and memory stay.</summary>
    private static void Clear(TaskReference task)
    {
        ref ThreadControlBlock block = ref task.Block;
        StackGuard.Close(ref block);
        nuint low = block.StackLow;
        nuint high = block.StackHigh;
        nuint committed = block.Committed;
        block = default;
        block.StackLow = low;
        block.StackHigh = high;
        block.Committed = committed;
    }
}
