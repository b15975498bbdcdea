using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// Who waits for which lock without a time. A wait is looked at before it begins: where one of those that hold the lock
/// waits, by whatever way, for one that the caller holds, it would last for ever, and is refused. So of tasks that
/// would wait for each other in a circle (Coffman, Elphick and Shoshani, "System Deadlocks", Computing Surveys 1971)
/// the last one hears it, and the others go on when it gives back what it holds.
/// </summary>
internal static class LockWaits
{
    private const int MostSteps = 8;

    private static Waiter? s_first;
    private static ulong s_search;

    /// <summary>A task that waits for a lock, and the lock's number.</summary>
    private readonly record struct Step(uint Task, uint Lock);

    /// <summary>A waiter has come into a lock's list. Interrupts are off.</summary>
    [Resident]
    public static void Add(Waiter waiter)
    {
        waiter.PreviousOfLocks = null;
        waiter.NextOfLocks = s_first;
        if (s_first is not null)
        {
            s_first.PreviousOfLocks = waiter;
        }

        s_first = waiter;
    }

    /// <summary>It has left that list. Interrupts are off.</summary>
    [Resident]
    public static void Remove(Waiter waiter)
    {
        if (waiter.PreviousOfLocks is null)
        {
            s_first = waiter.NextOfLocks;
        }
        else
        {
            waiter.PreviousOfLocks.NextOfLocks = waiter.NextOfLocks;
        }

        if (waiter.NextOfLocks is not null)
        {
            waiter.NextOfLocks.PreviousOfLocks = waiter.PreviousOfLocks;
        }

        waiter.NextOfLocks = null;
        waiter.PreviousOfLocks = null;
    }

    /// <summary>The place in which a task waits for a lock; null where it waits for none. Interrupts are off.</summary>
    [Resident]
    public static Waiter? Of(uint task)
    {
        Waiter? at = s_first;
        while (at is not null && (at.Number != task || at.IsGone))
        {
            at = at.NextOfLocks;
        }

        return at;
    }

    /// <summary>
    /// How urgent the most urgent is of those who wait for a mutex that a task holds, and at least a level. Interrupts
    /// are off.
    /// </summary>
    [Resident]
    public static sbyte HighestFor(uint task, sbyte level)
    {
        for (Waiter? at = s_first; at is not null; at = at.NextOfLocks)
        {
            if (at.List?.Mutex is { } mutex && mutex.Holder == task && !at.IsGone)
            {
                level = Math.Max(level, at.Task.State.RunsAs);
            }
        }

        return level;
    }

    /// <summary>
    /// True if a task would wait for itself in the end. Interrupts are off. Mostly the holder of a mutex does not wait.
    /// </summary>
    /// <param name="task">Its number.</param>
    /// <param name="wanted">The list of those who wait for the lock that it wants.</param>
    [Resident]
    public static bool CloseCircle(uint task, WaiterList wanted) =>
        wanted.Mutex is not { HolderTask.State.Phase: not TaskPhase.Blocked } && Search(task, wanted, out _);

    /// <summary>
    /// What <see cref="CloseCircle"/> has found, in words; without the way where it is not so any more.
    /// </summary>
    /// <param name="task">The number of the task that asks.</param>
    /// <param name="wanted">The list of those who wait for the lock that it wants.</param>
    public static LockException Refusal(uint task, WaiterList wanted)
    {
        Span<Step> steps = stackalloc Step[MostSteps];
        int count = Trace(task, wanted, steps);
        string text = $"lock {wanted.LockNumber} is held by ";
        for (int i = count - 1; i >= 0; i--)
        {
            text += $"task {steps[i].Task}, which waits for lock {steps[i].Lock}, held by ";
        }

        return new LockException(LockError.Deadlock, $"{text}the task that asks for it");
    }

    [Resident]
    private static int Trace(uint task, WaiterList wanted, Span<Step> steps)
    {
        bool on = Scheduler.TurnOff();
        int count = 0;
        if (Search(task, wanted, out Waiter? at))
        {
            for (; at is not null && count < steps.Length; at = at.FoundFrom)
            {
                steps[count] = new Step(at.Number, at.List is { } list ? list.LockNumber : 0);
                count++;
            }
        }

        Scheduler.TurnOn(on);
        return count;
    }

    /// <summary>Goes along all ways from a lock: to those who hold it, to what those wait for, and so on.</summary>
    /// <param name="task">The number of the task that asks.</param>
    /// <param name="wanted">The list of those who wait for the lock that it wants.</param>
    /// <param name="last">The last on the way that was found; what leads to it is in the waiters.</param>
    [Resident]
    private static bool Search(uint task, WaiterList wanted, out Waiter? last)
    {
        s_search++;
        last = null;
        Waiter? open = null;
        bool isFound = Open(wanted, task, null, ref open);
        while (!isFound && open is not null)
        {
            last = open;
            open = last.NextOpen;
            isFound = last.List is { } list && Open(list, task, last, ref open);
        }

        return isFound;
    }

    /// <summary>
    /// True if a task is among the holders of a lock; else those of them that wait are to be looked at.
    /// </summary>
    [Resident]
    private static bool Open(WaiterList wanted, uint task, Waiter? from, ref Waiter? open)
    {
        if (wanted.Mutex is { } mutex)
        {
            return Open(mutex.Holder, mutex.HolderTask, task, from, ref open);
        }

        bool isFound = false;
        Waiter? holder = wanted.ReaderWriterLock?.FirstHolder;
        for (; holder is not null && !isFound; holder = holder.Next)
        {
            isFound = Open(holder.Number, holder.Task, task, from, ref open);
        }

        return isFound;
    }

    /// <summary>
    /// True if the holder is the task; else it is to be looked at if it waits for a lock, for which only one that is
    /// blocked is looked up.
    /// </summary>
    [Resident]
    private static bool Open(uint holder, TaskReference holderTask, uint task, Waiter? from, ref Waiter? open)
    {
        if (holder == task)
        {
            return true;
        }

        Waiter? at = holderTask.State.Phase == TaskPhase.Blocked ? s_first : null;
        while (at is not null && (at.Number != holder || at.IsTimed || at.IsGone))
        {
            at = at.NextOfLocks;
        }

        if (at is not null && at.Search != s_search)
        {
            at.Search = s_search;
            at.FoundFrom = from;
            at.NextOpen = open;
            open = at;
        }

        return false;
    }
}
