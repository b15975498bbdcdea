using Theseus.Format;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A lock that many tasks hold to read or one to write. Who comes while somebody waits waits behind it, and when it is
/// given back the one that has waited longest is let in, with the readers right behind it: neither readers nor writers
/// starve. It is not re-entered, and a reader does not become a writer: two that tried would wait for each other.
/// </summary>
public sealed class TaskReaderWriterLock : IDisposable
{
    private const string Name = "the reader-writer lock";

    private readonly WaiterList _waiting;
    private readonly WaiterList _holders = new();
    private readonly uint _number = OwnedNumbers.NextOfLock();

    /// <summary>A lock that nobody holds.</summary>
    public TaskReaderWriterLock() => _waiting = new WaiterList { ReaderWriterLock = this, LockNumber = _number };

    /// <summary>
    /// True from when a task has ended that held it to write, until <see cref="ClearAbandoned"/>: it was given back for
    /// that task, and what it protects may be half changed.
    /// </summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Number of tasks that hold it: for statistics.</summary>
    public int Holders => _holders.Count;

    /// <summary>Number of tasks that wait for it: for statistics.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits until the caller may read.</summary>
    /// <exception cref="LockException">
    /// <see cref="LockError.AlreadyHeld"/>, whether to read or to write; <see cref="LockError.Disposed"/>;
    /// <see cref="LockError.Deadlock"/>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could give it back.</exception>
    public ReaderWriterGuard EnterRead() => TryEnter(false, Timeout.Infinite);

    /// <summary>Waits until the caller may write.</summary>
    /// <exception cref="LockException">As <see cref="EnterRead"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="EnterRead"/>.</exception>
    public ReaderWriterGuard EnterWrite() => TryEnter(true, Timeout.Infinite);

    /// <summary>
    /// Waits until the caller may read, or the time is over: see <see cref="ReaderWriterGuard.IsHeld"/>.
    /// </summary>
    /// <param name="timeoutMs">0 only looks; <see cref="Timeout.Infinite"/> waits for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="LockException">As <see cref="EnterRead"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="EnterRead"/>.</exception>
    public ReaderWriterGuard TryEnterRead(int timeoutMs) => TryEnter(false, timeoutMs);

    /// <summary>As <see cref="TryEnterRead"/>, to write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="LockException">As <see cref="EnterRead"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="EnterRead"/>.</exception>
    public ReaderWriterGuard TryEnterWrite(int timeoutMs) => TryEnter(true, timeoutMs);

    /// <summary>
    /// Gives back what the caller holds: the other way than by <see cref="ReaderWriterGuard.Dispose"/>.
    /// </summary>
    /// <exception cref="LockException"><see cref="LockError.NotHeld"/>.</exception>
    public void Exit() => Waiting.Ended(Give(Waiting.Self), Name);

    /// <summary>
    /// Nobody enters it any more: who waits, and who asks later, gets <see cref="LockError.Disposed"/>. Who holds it
    /// may still give it back.
    /// </summary>
    public void Dispose() => _waiting.Close();

    /// <summary>Says that what it protects is whole again. Only who holds it to write can know.</summary>
    /// <exception cref="LockException"><see cref="LockError.NotHeld"/>.</exception>
    public void ClearAbandoned()
    {
        Waiting.Ended(IsHeldToWrite(Waiting.Self) ? WaitOutcome.Granted : WaitOutcome.NotHeld, Name);
        IsAbandoned = false;
    }

    /// <summary>The first of its holds, if it has any. Interrupts are off.</summary>
    internal Waiter? FirstHolder => _holders.First;

    /// <summary>Gives one hold back, if it still is one.</summary>
    [Resident]
    internal void GiveHold(Waiter hold)
    {
        bool on = Scheduler.TurnOff();
        if (hold.List == _holders)
        {
            Drop(hold);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>The holder of a hold has ended.</summary>
    [Resident]
    internal void Abandon(Waiter hold)
    {
        bool on = Scheduler.TurnOff();
        if (hold.List == _holders)
        {
            IsAbandoned |= hold.IsExclusive;
            Drop(hold);
        }

        Scheduler.TurnOn(on);
    }

    [Resident]
    private bool IsHeldToWrite(uint self)
    {
        bool on = Scheduler.TurnOff();
        bool isHeld = _holders.Of(self) is { IsExclusive: true };
        Scheduler.TurnOn(on);
        return isHeld;
    }

    /// <summary>Ends a hold. Interrupts are off.</summary>
    [Resident]
    private void Drop(Waiter hold)
    {
        hold.Leave();
        if (hold.Held is not null)
        {
            OwnedList.Remove(hold.Held);
        }

        Admit();
    }

    /// <summary>A task holds it from here on. Interrupts are off.</summary>
    [Resident]
    private void Hold(Waiter waiter)
    {
        _holders.Add(waiter);
        if (waiter.Held is not null)
        {
            waiter.Owned?.Add(waiter.Held, waiter.Number);
        }
    }

    private ReaderWriterGuard TryEnter(bool toWrite, int timeoutMs)
    {
        ulong until = Waiting.Until(timeoutMs);
        Waiter waiter = new(Waiting.Self, TaskOwned.Current) { IsExclusive = toWrite };
        waiter.Held = new HeldReaderWriterLock(this, waiter, _number);
        WaitOutcome outcome = Take(waiter, until);
        if (outcome == WaitOutcome.Deadlock)
        {
            throw LockWaits.Refusal(waiter.Number, _waiting);
        }

        return Waiting.Ended(outcome, Name) ? new ReaderWriterGuard(this, waiter) : default;
    }

    [Resident]
    private WaitOutcome Take(Waiter waiter, ulong until)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome;
        if (_waiting.IsClosed)
        {
            outcome = WaitOutcome.Disposed;
        }
        else if (_holders.Of(waiter.Number) is not null)
        {
            outcome = WaitOutcome.AlreadyHeld;
        }
        else if (_waiting.Longest() is null && Fits(waiter))
        {
            Hold(waiter);
            outcome = WaitOutcome.Granted;
        }
        else if (until == Waiting.Not)
        {
            outcome = WaitOutcome.TimedOut;
        }
        else if (until == Scheduler.Never && LockWaits.CloseCircle(waiter.Number, _waiting))
        {
            outcome = WaitOutcome.Deadlock;
        }
        else
        {
            waiter.IsTimed = until != Scheduler.Never;
            _waiting.Add(waiter);
            outcome = Waiting.Wait(waiter, until);
            if (outcome != WaitOutcome.Granted)
            {
                Admit(); // readers that stood behind a writer that has gone
            }
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    [Resident]
    private WaitOutcome Give(uint self)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = WaitOutcome.NotHeld;
        if (_holders.Of(self) is { } hold)
        {
            Drop(hold);
            outcome = WaitOutcome.Granted;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    /// <summary>Lets in who stands first, as long as it fits.</summary>
    [Resident]
    private void Admit()
    {
        while (_waiting.Longest() is { } first && Fits(first))
        {
            first.Give(WaitOutcome.Granted);
            Hold(first);
        }
    }

    [Resident]
    private bool Fits(Waiter waiter) =>
        _holders.First is not { } holder || (!waiter.IsExclusive && !holder.IsExclusive);
}
