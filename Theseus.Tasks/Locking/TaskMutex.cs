using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A lock that one task holds at a time. It is handed over: who gives it back makes the task that has waited longest
/// its holder, so nobody is passed and nobody starves.
/// <para><c>using (mutex.Enter()) { … }</c> holds it for the block. It is not re-entered. Code that goes on as another
/// task behind an <c>await</c> wants a <see cref="TaskSemaphore"/>.</para>
/// </summary>
public sealed class TaskMutex : IDisposable
{
    private const string Name = "the mutex";

    private readonly WaiterList _waiting;
    private readonly HeldMutex _held;
    private uint _holder; // number of the task, 0 where it is free; then nobody waits
    private TaskReference _holderTask;
    private ulong _hold;
    private ulong _lastHold;

    /// <summary>A mutex that nobody holds.</summary>
    public TaskMutex()
    {
        _held = new HeldMutex(this);
        _waiting = new WaiterList { Mutex = this, LockNumber = _held.Number };
    }

    /// <summary>
    /// True from when a task has ended that held it, until <see cref="ClearAbandoned"/>: it was given back for that
    /// task, and what it protects may be half changed.
    /// </summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>True while the caller holds it.</summary>
    public bool IsHeld => _holder == Waiting.Self;

    /// <summary>Number of tasks that wait for it: of interest to statistics, for it may change at once.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits until the caller holds it.</summary>
    /// <exception cref="LockException">
    /// <see cref="LockError.AlreadyHeld"/>, <see cref="LockError.Disposed"/>, <see cref="LockError.Deadlock"/>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could give it back.</exception>
    public MutexGuard Enter() => TryEnter(Timeout.Infinite);

    /// <summary>Waits until the caller holds it, or the time is over: see <see cref="MutexGuard.IsHeld"/>.</summary>
    /// <param name="timeoutMs">0 only looks; <see cref="Timeout.Infinite"/> waits as <see cref="Enter"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="LockException">As <see cref="Enter"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Enter"/>.</exception>
    public MutexGuard TryEnter(int timeoutMs)
    {
        ulong until = Waiting.Until(timeoutMs);
        uint self = Waiting.Self;
        OwnedList owned = TaskOwned.Current;
        WaitOutcome outcome = Take(self, owned, null, until, out ulong hold);
        if (outcome == WaitOutcome.MustWait)
        {
            outcome = Take(self, owned, new Waiter(self, owned), until, out hold);
        }

        if (outcome == WaitOutcome.Deadlock)
        {
            throw LockWaits.Refusal(self, _waiting);
        }

        return Waiting.Ended(outcome, Name) ? new MutexGuard(this, hold) : default;
    }

    /// <summary>
    /// Gives it back: the other way than by <see cref="MutexGuard.Dispose"/>, which does nothing then.
    /// </summary>
    /// <exception cref="LockException"><see cref="LockError.NotHeld"/>.</exception>
    public void Exit() => Waiting.Ended(Give(Waiting.Self), Name);

    /// <summary>
    /// Nobody enters it any more: who waits, and who asks later, gets <see cref="LockError.Disposed"/>. Who holds it
    /// may still give it back.
    /// </summary>
    public void Dispose() => _waiting.Close();

    /// <summary>Says that what it protects is whole again. Only who holds it can know.</summary>
    /// <exception cref="LockException"><see cref="LockError.NotHeld"/>.</exception>
    public void ClearAbandoned()
    {
        Waiting.Ended(IsHeld ? WaitOutcome.Granted : WaitOutcome.NotHeld, Name);
        IsAbandoned = false;
    }

    /// <summary>Its holder has ended.</summary>
    [Resident]
    internal void Abandon()
    {
        bool on = Scheduler.TurnOff();
        if (_holder != 0)
        {
            IsAbandoned = true;
            HandOver();
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Gives one hold back, if it still is one.</summary>
    [Resident]
    internal void GiveHold(ulong hold)
    {
        bool on = Scheduler.TurnOff();
        if (_hold == hold)
        {
            HandOver();
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>The number of the task that holds it; 0 where it is free. Interrupts are off.</summary>
    internal uint Holder => _holder;

    /// <summary>That task. Only where it is held; interrupts are off.</summary>
    internal TaskReference HolderTask => _holderTask;

    /// <summary>The hold of a task; 0 where it has none. Interrupts are off, as for all that follows.</summary>
    [Resident]
    internal ulong HoldOf(uint task) => _holder == task ? _hold : 0;

    /// <summary>Gives it to the one that has waited longest, or to nobody. It is held.</summary>
    [Resident]
    internal void HandOver()
    {
        OwnedList.Remove(_held);
        (TaskReference before, uint number) = (_holderTask, _holder);
        if (_waiting.Longest() is { } next)
        {
            SetHolder(next);
            next.Give(WaitOutcome.Granted);
        }
        else
        {
            _holder = 0;
            _hold = 0;
        }

        if (Scheduler.HasPriorities)
        {
            PriorityLending.HasGivenBack(before, number, this);
        }
    }

    /// <summary>
    /// Gives a waiter, which is in no list and has its <see cref="Waiter.Hold"/>, the mutex now, or puts it behind all
    /// others.
    /// </summary>
    [Resident]
    internal void Queue(Waiter waiter)
    {
        if (_waiting.IsClosed)
        {
            waiter.Give(WaitOutcome.Disposed);
        }
        else if (_holder == 0)
        {
            SetHolder(waiter);
            waiter.Give(WaitOutcome.Granted);
        }
        else
        {
            LendAs(waiter.Task);
            _waiting.Add(waiter);
        }
    }

    /// <summary>Its holder runs as a task that is to wait for it, if that is more urgent.</summary>
    [Resident]
    private void LendAs(TaskReference waiting)
    {
        if (Scheduler.HasPriorities)
        {
            PriorityLending.Lend(_holderTask, _holder, waiting.State.RunsAs);
        }
    }

    [Resident]
    private void SetHolder(Waiter waiter)
    {
        _holder = waiter.Number;
        _holderTask = waiter.Task;
        _hold = waiter.Hold;
        waiter.Owned?.Add(_held, waiter.Number);
    }

    [Resident]
    private WaitOutcome Take(uint self, OwnedList owned, Waiter? waiter, ulong until, out ulong hold)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome;
        hold = 0;
        if (_waiting.IsClosed)
        {
            outcome = WaitOutcome.Disposed;
        }
        else if (_holder == 0)
        {
            _holder = self;
            _holderTask = TaskReference.Current;
            _hold = hold = ++_lastHold;
            owned.Add(_held, self);
            outcome = WaitOutcome.Granted;
        }
        else if (_holder == self)
        {
            outcome = WaitOutcome.AlreadyHeld;
        }
        else if (waiter is not null && until == Scheduler.Never && LockWaits.CloseCircle(self, _waiting))
        {
            outcome = WaitOutcome.Deadlock;
        }
        else
        {
            if (waiter is not null)
            {
                waiter.Hold = hold = ++_lastHold;
                waiter.IsTimed = until != Scheduler.Never;
                LendAs(TaskReference.Current);
            }

            outcome = Waiting.WaitIn(_waiting, waiter, until);
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    [Resident]
    private WaitOutcome Give(uint self)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = WaitOutcome.NotHeld;
        if (_holder == self)
        {
            HandOver();
            outcome = WaitOutcome.Granted;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }
}
