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
        public int Next; // in the list that it is in

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
    private static int s_free; // the first whose task has ended, the last one first, plus 1; 0 where there is none
    private static int s_empty; // the first that has no stack any more, likewise

    /// <summary>
    /// A task with a stack of about so many bytes (0 for the usual), nothing on it, and its control block zeroed but
    /// for its bounds. False if memory is out, or there are too many.
    /// </summary>
    public static bool TryTake(nuint bytes, out TaskReference task)
    {
        ulong pages = PagesFor(bytes);
        if (TryReuse(pages, out task))
        {
            return true;
        }

        if (s_empty == 0 && s_used == Most)
        {
            return false;
        }

        int place = s_empty == 0 ? s_used : s_empty - 1;
        ref Slot added = ref s_slots[place];
        if (StackPages.TryAllocate(pages, out added.Pages, out nuint committed) != MemoryError.None)
        {
            return false;
        }

        (s_empty, s_used) = s_empty == 0 ? (0, s_used + 1) : (added.Next, s_used);
        task = added.Pages.AttachTask(committed);
        task.Block.StackPlace = (ushort)place;
        added.Task = task;
        added.IsFree = false;
        return true;
    }

    /// <summary>Says that a task has ended: nobody runs on its stack any more, and it is in no list.</summary>
    public static void Give(TaskReference task)
    {
        int place = task.Block.StackPlace;
        ref Slot slot = ref s_slots[place];
        if (slot.Task == task && !slot.IsFree)
        {
            slot.IsFree = true;
            slot.UsedBy |= 1UL << task.State.Program;
            slot.Next = s_free;
            s_free = place + 1;
            Shrink(ref task.Block);
        }
    }

    /// <summary>
    /// Gives back the memory of all stacks that are not in use, and that no program has used but the one that ends.
    /// </summary>
    /// <param name="program">The place of that program, 0 to 63.</param>
    public static void Trim(int program)
    {
        (s_free, s_empty) = (0, 0);
        for (int i = s_used - 1; i >= 0; i--)
        {
            ref Slot slot = ref s_slots[i];
            slot.UsedBy &= ~(1UL << program);
            if (slot.IsFree && slot.UsedBy == 0)
            {
                slot.Dispose();
            }

            if (slot.IsFree)
            {
                slot.Next = s_free;
                s_free = i + 1;
            }
            else if (slot.Task.IsNone)
            {
                slot.Next = s_empty;
                s_empty = i + 1;
            }
        }
    }

    /// <summary>The one of that size that was used last: some of it is still in the CPU's caches.</summary>
    private static bool TryReuse(ulong pages, out TaskReference task)
    {
        ref int link = ref s_free;
        while (link != 0 && s_slots[link - 1].Pages.Bytes != pages * Frame.Bytes)
        {
            link = ref s_slots[link - 1].Next;
        }

        task = default;
        if (link == 0)
        {
            return false;
        }

        ref Slot slot = ref s_slots[link - 1];
        link = slot.Next;
        slot.IsFree = false;
        task = slot.Task;
        Clear(task);
        return true;
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
        ushort place = block.StackPlace;
        block = default;
        block.StackLow = low;
        block.StackHigh = high;
        block.Committed = committed;
        block.StackPlace = place;
    }
}
