using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A count of units that tasks take and give, whoever has taken them. A unit that is given while tasks wait goes to the
/// one that has waited longest.
/// </summary>
public sealed class TaskSemaphore : IDisposable
{
    private const string Name = "the semaphore";

    private readonly WaiterList _waiting = new();
    private readonly int _maximum;
    private int _count; // not 0: then nobody waits

    /// <summary>A semaphore with so many units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The maximum is below 1, or the initial count below 0 or above it.
    /// </exception>
    public TaskSemaphore(int initial, int maximum = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(initial);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initial, maximum);
        _count = initial;
        _maximum = maximum;
    }

    /// <summary>Units that nobody has: for statistics, for it may change at once.</summary>
    public int Count => _count;

    /// <summary>Number of tasks that wait for one: for statistics.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits for a unit and takes it.</summary>
    /// <exception cref="LockException"><see cref="LockError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could give one.</exception>
    public void Wait() => TryWait(Timeout.Infinite);

    /// <summary>Waits for a unit or the time; false where the time was over first.</summary>
    /// <param name="timeoutMs">0 only looks; <see cref="Timeout.Infinite"/> waits as <see cref="Wait"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="LockException">As <see cref="Wait"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Wait"/>.</exception>
    public bool TryWait(int timeoutMs)
    {
        ulong until = Waiting.Until(timeoutMs);
        WaitOutcome outcome = Take(null, until);
        if (outcome == WaitOutcome.MustWait)
        {
            outcome = Take(new Waiter(Waiting.Self), until);
        }

        return Waiting.Ended(outcome, Name);
    }

    /// <summary>Gives so many units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    /// <exception cref="LockException">
    /// <see cref="LockError.TooMany"/>: none has been given; <see cref="LockError.Disposed"/>.
    /// </exception>
    public void Release(int units = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        Waiting.Ended(Give(units), Name);
    }

    /// <summary>Who waits, and who asks later, gets <see cref="LockError.Disposed"/>.</summary>
    public void Dispose() => _waiting.Close();

    [Resident]
    private WaitOutcome Take(Waiter? waiter, ulong until)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome;
        if (_waiting.IsClosed)
        {
            outcome = WaitOutcome.Disposed;
        }
        else if (_count != 0)
        {
            _count--;
            outcome = WaitOutcome.Granted;
        }
        else
        {
            outcome = Waiting.WaitIn(_waiting, waiter, until);
        }

        Scheduler.TurnOn(on);
        return outcome;
    }

    [Resident]
    private WaitOutcome Give(int units)
    {
        bool on = Scheduler.TurnOff();
        _waiting.DropGone();
        WaitOutcome outcome = _waiting.IsClosed ? WaitOutcome.Disposed
            : units - _waiting.Count > _maximum - _count ? WaitOutcome.TooMany
            : WaitOutcome.Granted;
        if (outcome == WaitOutcome.Granted)
        {
            for (; units != 0 && _waiting.Longest() is { } first; units--)
            {
                first.Give(WaitOutcome.Granted);
            }

            _count += units;
        }

        Scheduler.TurnOn(on);
        return outcome;
    }
}
