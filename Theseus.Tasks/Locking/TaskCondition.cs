using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// Something that tasks that hold a <see cref="TaskMutex"/> wait for: a wait gives the mutex back and begins in one
/// step, so no signal falls between the two. A signalled task goes to the end of the queue for the mutex, and goes on
/// when it holds it; what it waited for may have been taken by then, so a wait stands in a loop (Lampson and Redell,
/// "Experience with processes and monitors in Mesa", CACM 1980).
/// </summary>
public sealed class TaskCondition : IDisposable
{
    private const string Name = "the condition's mutex, or the condition,";

    private readonly TaskMutex _mutex;
    private readonly WaiterList _waiting = new();

    /// <summary>A condition on what one mutex guards.</summary>
    public TaskCondition(TaskMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        _mutex = mutex;
    }

    /// <summary>Number of tasks that wait for a signal: for statistics.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits for a signal.</summary>
    /// <exception cref="LockException">
    /// <see cref="LockError.NotHeld"/>; <see cref="LockError.Disposed"/>, after which the caller holds the mutex,
    /// unless it is the mutex that was disposed of.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// No task is left that could signal. The caller holds the mutex, unless nobody is left who could give it back;
    /// then its guard gives nothing back.
    /// </exception>
    public void Wait() => TryWait(Timeout.Infinite);

    /// <summary>
    /// Waits for a signal or the time; false where the time was over first. The caller holds the mutex afterwards
    /// either way, however long that takes.
    /// </summary>
    /// <param name="timeoutMs">0 gives the mutex to others, but does not wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="LockException">As <see cref="Wait"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Wait"/>.</exception>
    public bool TryWait(int timeoutMs)
    {
        ulong until = Waiting.Until(timeoutMs);
        uint self = Waiting.Self;
        OwnedList owned = TaskOwned.Current;
        WaitOutcome outcome = Await(new Waiter(self, owned), new Waiter(self, owned), until);
        return Waiting.Ended(outcome, Name);
    }

    /// <summary>Signals to the task that has waited longest, if any waits.</summary>
    /// <exception cref="LockException">
    /// <see cref="LockError.NotHeld"/>, <see cref="LockError.Disposed"/>.
    /// </exception>
    public void Signal() => Waiting.Ended(SignalTo(Waiting.Self, 1), Name);

    /// <summary>Signals to all that wait.</summary>
    /// <exception cref="LockException">As <see cref="Signal"/>.</exception>
    public void SignalAll() => Waiting.Ended(SignalTo(Waiting.Self, int.MaxValue), Name);

    /// <summary>Nobody waits for it any more: who does gets <see cref="LockError.Disposed"/>.</summary>
    public void Dispose() => _waiting.Close();

    /// <summary>Waits with one waiter, and with the other for the mutex where the first was not signalled.</summary>
    [Resident]
    private WaitOutcome Await(Waiter waiter, Waiter back, ulong until)
    {
        bool on = Scheduler.TurnOff();
        ulong hold = _mutex.HoldOf(waiter.Number);
        WaitOutcome outcome = hold == 0 ? WaitOutcome.NotHeld
            : _waiting.IsClosed ? WaitOutcome.Disposed : WaitOutcome.None;
        if (outcome == WaitOutcome.None)
        {
            waiter.Hold = hold;
            back.Hold = hold;
            _waiting.Add(waiter);
            _mutex.HandOver();
            outcome = Waiting.Wait(waiter, until);
            if (outcome != WaitOutcome.Granted)
            {
                outcome = TakeBack(waiter, back, outcome);
            }
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    /// <summary>
    /// A wait has ended without the mutex: takes it, and keeps what ended the wait. A signal that the task had got is
    /// the task's where only its time was over, and else the next one's.
    /// </summary>
    [Resident]
    private WaitOutcome TakeBack(Waiter waiter, Waiter back, WaitOutcome outcome)
    {
        if (waiter.IsSignalled && outcome == WaitOutcome.TimedOut)
        {
            outcome = WaitOutcome.Granted;
        }
        else if (waiter.IsSignalled)
        {
            SignalNext();
        }

        _mutex.Queue(back);
        WaitOutcome taken = Waiting.Wait(back, Scheduler.Never);
        return taken == WaitOutcome.Granted ? outcome : taken;
    }

    [Resident]
    private WaitOutcome SignalTo(uint self, int most)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = _mutex.HoldOf(self) == 0 ? WaitOutcome.NotHeld
            : _waiting.IsClosed ? WaitOutcome.Disposed : WaitOutcome.Granted;
        for (int i = 0; i < most && outcome == WaitOutcome.Granted && _waiting.Count != 0; i++)
        {
            SignalNext();
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    [Resident]
    private void SignalNext()
    {
        if (_waiting.Longest() is { } next)
        {
            next.Leave();
            next.IsSignalled = true;
            Scheduler.ForgetTime(next.Task);
            _mutex.Queue(next);
        }
    }
}
