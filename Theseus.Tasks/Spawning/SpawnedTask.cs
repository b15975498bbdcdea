using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Spawning;

/// <summary>
/// A task of the system's own kind: what runs in it, how it ended, and who waits for that. What it shares with others
/// is written with interrupts off.
/// </summary>
public abstract class SpawnedTask
{
    /// <summary>The longest that a kill can be told to wait: a day, in milliseconds.</summary>
    public const int MostMilliseconds = 24 * 60 * 60 * 1000;

    private WaitQueue _joining;
    private TaskReference _task;

    private protected SpawnedTask()
    {
    }

    /// <summary>Its number, as <c>ps</c> shows it; 0 before it was spawned.</summary>
    public uint Number { get; private set; }

    /// <summary>What people call it.</summary>
    public string Name { get; private protected set; } = "";

    /// <summary>How it has ended; <see cref="TaskEndKind.NotYet"/> while it has not.</summary>
    public TaskEndKind EndKind { get; private set; }

    /// <summary>What it threw, if that ended it.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>Waits for its end.</summary>
    /// <param name="milliseconds">How long at most; -1 for as long as it takes.</param>
    /// <returns>False if it has not ended within the time.</returns>
    /// <exception cref="PlatformNotSupportedException">Nothing could end the wait.</exception>
    public bool Wait(int milliseconds = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1);
        ulong until = milliseconds < 0 ? Scheduler.Never : Scheduler.After((ulong)milliseconds);
        bool on = Scheduler.TurnOff();
        WakeReason reason = WakeReason.Signalled;
        while (EndKind == TaskEndKind.NotYet && reason == WakeReason.Signalled)
        {
            WaitQueue.Add(ref _joining, TaskReference.Current);
            reason = Scheduler.Wait(WaitKind.Signal, until);
        }

        Scheduler.TurnOn(on);
        OwnWait.Finish(reason);
        return EndKind != TaskEndKind.NotYet;
    }

    /// <summary>
    /// Ends it by unwinding: every <c>finally</c> runs, whatever is held is given back. It may take until it reaches a
    /// place where it can be killed; <see cref="Wait"/> tells. Does nothing once it has ended.
    /// </summary>
    /// <param name="graceMilliseconds">
    /// How long handlers of the program's (<c>catch</c>) may hold it, 0 to <see cref="MostMilliseconds"/>.
    /// </param>
    /// <param name="limitMilliseconds">
    /// After which time it is left where it stands, from the grace's to <see cref="MostMilliseconds"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">It has not been spawned.</exception>
    public void Kill(int graceMilliseconds = 100, int limitMilliseconds = 5000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(graceMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(graceMilliseconds, MostMilliseconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(limitMilliseconds, graceMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limitMilliseconds, MostMilliseconds);
        if (Number == 0)
        {
            throw new InvalidOperationException("The task has not been spawned.");
        }

        bool on = Scheduler.TurnOff();
        bool isSelf = _task == TaskReference.Current;
        if (!_task.IsNone && !isSelf)
        {
            KillTask.Request(_task, (ulong)graceMilliseconds, (ulong)limitMilliseconds);
        }

        Scheduler.TurnOn(on);
        if (isSelf)
        {
            throw TaskKilledException.Instance;
        }
    }

    /// <summary>What it runs.</summary>
    private protected abstract void Execute();

    /// <exception cref="OutOfMemoryException">There is no memory for its stack.</exception>
    private protected void Start(nuint stackBytes)
    {
        nint self = KeptObject.Keep(this);
        if (!TaskStarts.TryMake(stackBytes, out TaskReference task))
        {
            KeptObject.Free(self);
            throw new OutOfMemoryException("There is no memory for the stack of a task.");
        }

        task.State.Spawned = self;
        bool on = Scheduler.TurnOff();
        _task = task;
        Number = task.State.Number;
        Threads.Add(task);
        Scheduler.Add(task);
        Scheduler.TurnOn(on);
    }

    /// <summary>The body of a task, on its stack.</summary>
    internal static void Run(nint handle)
    {
        SpawnedTask task = (SpawnedTask)KeptObject.Get(handle);
        (TaskEndKind end, Exception? exception) = (TaskEndKind.Returned, null);
        try
        {
            if (KillTask.IsAfterCurrent)
            {
                throw TaskKilledException.Instance; // before it has begun
            }

            task.Execute();
        }
        catch (TaskKilledException)
        {
            end = TaskEndKind.Killed;
        }
        catch (Exception e)
        {
            (end, exception) = (TaskEndKind.Threw, e);
        }

        bool on = Scheduler.TurnOff();
        KillTask.HasEnded(TaskReference.Current);
        Scheduler.TurnOn(on);
        NativeThread.End();
        task.HasEnded(end, exception);
    }

    /// <summary>A task has been left where it stands.</summary>
    internal static void HasBeenCut(TaskReference task)
    {
        if (task.State.Spawned != 0)
        {
            ((SpawnedTask)KeptObject.Get(task.State.Spawned)).HasEnded(TaskEndKind.Cut, null);
        }
    }

    private void HasEnded(TaskEndKind end, Exception? exception)
    {
        bool on = Scheduler.TurnOff();
        Exception = exception;
        EndKind = end;
        nint self = _task.State.Spawned;
        _task.State.Spawned = 0;
        _task = default;
        Scheduler.WakeAll(ref _joining);
        Scheduler.TurnOn(on);
        KeptObject.Free(self);
    }
}
