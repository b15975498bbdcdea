using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// How a task waits in a lock or a channel: every such wait goes through <see cref="Wait"/>, and what came of it
/// through <see cref="Ended"/>.
/// <para>Who answers gives the waiter what it waits for before it wakes it. So an answer that comes together with the
/// end of the time, or with any other end of the wait, is one: nothing that was given is lost, and there is nothing to
/// give back. A wait that ends without an answer has left all lists before its caller goes on.</para>
/// </summary>
internal static class Waiting
{
    /// <summary>The time of an attempt that does not wait.</summary>
    public const ulong Not = 0;

    /// <summary>The number of the running task, for <see cref="Waiter.Number"/>; never 0.</summary>
    public static uint Self => TaskList.CurrentNumber;

    /// <summary>When a wait ends that begins now, in ticks of the time-stamp counter.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Below 0, and not <see cref="Timeout.Infinite"/>.
    /// </exception>
    public static ulong Until(int timeoutMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeoutMs, Timeout.Infinite);
        return timeoutMs switch
        {
            Timeout.Infinite => Scheduler.Never,
            0 => Not,
            _ => Scheduler.After((ulong)timeoutMs),
        };
    }

    /// <summary>
    /// Waits until a place of the wait is answered, or the time. Interrupts are off, before and afterwards.
    /// </summary>
    [Resident]
    public static WaitOutcome Wait(Waiter waiter, ulong until)
    {
        WakeReason reason = WakeReason.Signalled;
        while (waiter.Answered is null && reason == WakeReason.Signalled)
        {
            reason = Scheduler.Wait(WaitKind.Signal, until);
        }

        if (waiter.Answered is { } answered)
        {
            OwnWait.PutOff(reason);
            return answered.Answer;
        }

        waiter.Leave();
        return reason switch
        {
            WakeReason.TimedOut => WaitOutcome.TimedOut,
            WakeReason.Killed => WaitOutcome.Killed,
            _ => WaitOutcome.Hopeless,
        };
    }

    /// <summary>
    /// Waits in a list, where the caller would wait at all and has brought a place to wait in. Interrupts are off.
    /// </summary>
    [Resident]
    public static WaitOutcome WaitIn(WaiterList list, Waiter? waiter, ulong until)
    {
        if (until == Not)
        {
            return WaitOutcome.TimedOut;
        }

        if (waiter is null)
        {
            return WaitOutcome.MustWait;
        }

        list.Add(waiter);
        return Wait(waiter, until);
    }

    /// <summary>True where the wait has brought what was asked for, false where its time is over.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="what">What was waited in, as an error's text calls it.</param>
    /// <exception cref="TaskKilledException">The task is killed.</exception>
    /// <exception cref="PlatformNotSupportedException">Nobody could have ended the wait.</exception>
    /// <exception cref="LockException">A mistake of the caller's.</exception>
    public static bool Ended(WaitOutcome outcome, string what) => outcome switch
    {
        WaitOutcome.Granted => true,
        WaitOutcome.TimedOut => false,
        WaitOutcome.AlreadyHeld => throw new LockException(LockError.AlreadyHeld,
            $"{what} is held by the task that asks for it"),
        WaitOutcome.NotHeld => throw new LockException(LockError.NotHeld,
            $"{what} is not held by the task that gives it back or works with it"),
        WaitOutcome.TooMany => throw new LockException(LockError.TooMany, $"{what} would pass its maximum"),
        WaitOutcome.Disposed => throw new LockException(LockError.Disposed, $"{what} has been disposed of"),
        WaitOutcome.Killed => throw TaskKilledException.Instance,
        _ => throw OwnWait.Hopeless,
    };
}
