using Theseus.Format;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// Waiters in the order in which they came, each in one list at most. Used with interrupts off, but for
/// <see cref="Close"/>.
/// </summary>
[Resident]
internal sealed class WaiterList
{
    private Waiter? _last;

    /// <summary>The mutex that is waited for; null where it is something else.</summary>
    public TaskMutex? Mutex { get; init; }

    /// <summary>The reader-writer lock that is waited for; null where it is something else.</summary>
    public TaskReaderWriterLock? ReaderWriterLock { get; init; }

    /// <summary>That lock's number; 0 where it is none.</summary>
    public uint LockNumber { get; init; }

    /// <summary>The first, whether its task still is there or not.</summary>
    public Waiter? First { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>True once what is waited for has been disposed of: nobody waits any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Answers all with <see cref="WaitOutcome.Disposed"/>, once and for all; interrupts may be on.</summary>
    public void Close()
    {
        bool on = Scheduler.TurnOff();
        IsClosed = true;
        GiveAll(WaitOutcome.Disposed);
        Scheduler.TurnOn(on);
    }

    /// <summary>The one that has waited longest, if any; drops before it those whose task is gone.</summary>
    public Waiter? Longest()
    {
        while (First is { IsGone: true } gone)
        {
            gone.Leave();
        }

        return First;
    }

    /// <summary>Drops all whose task is gone, so that <see cref="Count"/> is of those who wait.</summary>
    public void DropGone()
    {
        Waiter? at = First;
        while (at is not null)
        {
            Waiter? next = at.Next;
            if (at.IsGone)
            {
                Remove(at);
            }

            at = next;
        }
    }

    /// <summary>Puts one that is in no list behind all.</summary>
    public void Add(Waiter waiter)
    {
        waiter.List = this;
        waiter.Previous = _last;
        waiter.Next = null;
        if (_last is null)
        {
            First = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Count++;
        if (LockNumber != 0)
        {
            LockWaits.Add(waiter);
        }
    }

    /// <summary>Takes one that is in this list.</summary>
    public void Remove(Waiter waiter)
    {
        if (waiter.Previous is null)
        {
            First = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.List = null;
        waiter.Next = null;
        waiter.Previous = null;
        Count--;
        if (LockNumber != 0)
        {
            LockWaits.Remove(waiter);
        }
    }

    /// <summary>Answers all that are in it.</summary>
    public void GiveAll(WaitOutcome answer)
    {
        while (Longest() is { } first)
        {
            first.Give(answer);
        }
    }

    /// <summary>The one of a task, if any.</summary>
    public Waiter? Of(uint number)
    {
        Waiter? at = First;
        while (at is not null && at.Number != number)
        {
            at = at.Next;
        }

        return at;
    }
}
