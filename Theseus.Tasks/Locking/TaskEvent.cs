using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// Something that happens, and that tasks wait for. One that resets itself lets go on the task that has waited longest;
/// set again before anybody has come, it is set once.
/// </summary>
public sealed class TaskEvent : IDisposable
{
    private const string Name = "the event";

    private readonly WaiterList _waiting = new();
    private readonly bool _resetsItself;
    private bool _isSet; // then nobody waits

    /// <summary>An event.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value that <see cref="EventReset"/> does not have.</exception>
    public TaskEvent(EventReset reset, bool isSet = false)
    {
        if (reset is not (EventReset.Manual or EventReset.Auto))
        {
            throw new ArgumentOutOfRangeException(nameof(reset));
        }

        _resetsItself = reset == EventReset.Auto;
        _isSet = isSet;
    }

    /// <summary>True while it is set: for statistics, for it may change at once.</summary>
    public bool IsSet => _isSet;

    /// <summary>Number of tasks that wait for it: for statistics.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits until it is set.</summary>
    /// <exception cref="LockException"><see cref="LockError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could set it.</exception>
    public void Wait() => TryWait(Timeout.Infinite);

    /// <summary>Waits until it is set, or the time; false where the time was over first.</summary>
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

    /// <summary>It has happened.</summary>
    /// <exception cref="LockException"><see cref="LockError.Disposed"/>.</exception>
    public void Set() => Waiting.Ended(Become(true), Name);

    /// <summary>It has not happened yet.</summary>
    /// <exception cref="LockException"><see cref="LockError.Disposed"/>.</exception>
    public void Reset() => Waiting.Ended(Become(false), Name);

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
        else if (_isSet)
        {
            _isSet = !_resetsItself;
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
    private WaitOutcome Become(bool set)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = _waiting.IsClosed ? WaitOutcome.Disposed : WaitOutcome.Granted;
        if (outcome == WaitOutcome.Granted && set && _resetsItself && _waiting.Longest() is { } first)
        {
            first.Give(WaitOutcome.Granted);
        }
        else if (outcome == WaitOutcome.Granted)
        {
            _isSet = set;
            if (set)
            {
                _waiting.GiveAll(WaitOutcome.Granted);
            }
        }

        Scheduler.TurnOn(on);
        return outcome;
    }
}
