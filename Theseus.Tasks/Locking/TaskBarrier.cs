using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A place where a number of tasks meet: each waits until all are there, then all go on. Then it begins anew.
/// </summary>
public sealed class TaskBarrier : IDisposable
{
    private const string Name = "the barrier";

    private readonly WaiterList _waiting = new();
    private long _phase;

    /// <summary>A barrier for so many tasks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public TaskBarrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        Participants = participants;
    }

    /// <summary>How many tasks meet.</summary>
    public int Participants { get; }

    /// <summary>How often all have been there.</summary>
    public long Phase => _phase;

    /// <summary>Number of tasks that are there and wait: for statistics.</summary>
    public int Waiters => _waiting.Count;

    /// <summary>Waits until all are there.</summary>
    /// <exception cref="LockException"><see cref="LockError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could come.</exception>
    public void SignalAndWait() => TrySignalAndWait(Timeout.Infinite);

    /// <summary>
    /// Waits until all are there, or the time; false where the time was over first, and then the caller does not count
    /// as one that is there.
    /// </summary>
    /// <param name="timeoutMs">0 meets only where all others wait already.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not <see cref="Timeout.Infinite"/>.</exception>
    /// <exception cref="LockException">As <see cref="SignalAndWait"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="SignalAndWait"/>.</exception>
    public bool TrySignalAndWait(int timeoutMs)
    {
        ulong until = Waiting.Until(timeoutMs);
        return Waiting.Ended(Meet(new Waiter(Waiting.Self), until), Name);
    }

    /// <summary>Who waits, and who comes later, gets <see cref="LockError.Disposed"/>.</summary>
    public void Dispose() => _waiting.Close();

    [Resident]
    private WaitOutcome Meet(Waiter waiter, ulong until)
    {
        bool on = Scheduler.TurnOff();
        _waiting.DropGone();
        WaitOutcome outcome;
        if (_waiting.IsClosed)
        {
            outcome = WaitOutcome.Disposed;
        }
        else if (_waiting.Count == Participants - 1)
        {
            _phase++;
            _waiting.GiveAll(WaitOutcome.Granted);
            outcome = WaitOutcome.Granted;
        }
        else
        {
            outcome = Waiting.WaitIn(_waiting, waiter, until);
        }

        Scheduler.TurnOn(on);
        return outcome;
    }
}
