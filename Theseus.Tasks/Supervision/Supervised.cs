using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// Something that its supervisor begins, and begins anew: a task of a program's, or a supervisor itself. It has one
/// life after the other, each a task; what a life has taken is released at its end, before the next begins.
/// <para>The task of its supervisor alone ends and begins it. What others see is written with interrupts off.</para>
/// </summary>
public abstract class Supervised : IDisposable
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;
    private const int MostStreak = 64; // the wait has been the longest for long

    private readonly WaiterList _starting = new();
    private readonly WaiterList _waiting = new();
    private TaskName _shownName;
    private SupervisedRun? _run;
    private FaultLadder _ladder;
    private ulong _begunAt;
    private int _streak; // restarts since it has last run for as long as restarts are counted

    private protected Supervised(string name, RestartKind kind, Supervisor? parent)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative((int)kind, nameof(kind));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)kind, (int)RestartKind.Temporary, nameof(kind));
        (Name, Kind, Parent) = (name, kind, parent);
        _shownName.Set(name);
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>At which of its ends it begins anew.</summary>
    public RestartKind Kind { get; }

    /// <summary>Its supervisor; null for one that has none.</summary>
    public Supervisor? Parent { get; }

    /// <summary>What it does: it may do something else at once.</summary>
    public ServiceState State { get; private set; }

    /// <summary>How often it has begun anew.</summary>
    public int Restarts { get; private set; }

    /// <summary>How it has ended last; <see cref="TaskEndKind.NotYet"/> where it has not.</summary>
    public TaskEndKind LastEnd { get; private protected set; }

    /// <summary>What it threw then, or why it could not be begun.</summary>
    public Exception? LastException { get; private protected set; }

    /// <summary>True where it was ended since it had been silent for longer than its period.</summary>
    public bool WasSilent { get; internal set; }

    /// <summary>The task that it is now; null where it is none.</summary>
    public SpawnedTask? Task => _run is { EndKind: TaskEndKind.NotYet } run ? run : null;

    /// <summary>The one that was started after it.</summary>
    internal Supervised? Next { get; set; }

    /// <summary>The one that was started before it.</summary>
    internal Supervised? Previous { get; set; }

    /// <summary>The name as it is shown.</summary>
    internal TaskName ShownName => _shownName;

    /// <summary>True from when nothing of it will ever run again.</summary>
    internal bool IsOver => State is ServiceState.Done or ServiceState.GaveUp or ServiceState.Ended;

    /// <summary>True from when somebody has asked for its end, for good.</summary>
    internal bool IsEndWanted { get; private set; }

    /// <summary>True where the task that it is has come to its end.</summary>
    internal bool RunHasEnded => _run is { EndKind: not TaskEndKind.NotYet };

    /// <summary>True from when it has begun for the first time.</summary>
    internal bool HasEverBegun { get; private set; }

    /// <summary>True where there was no memory to begin it for the first time.</summary>
    internal bool CouldNotBegin { get; set; }

    /// <summary>When it is to begin anew. Only while <see cref="ServiceState.Waiting"/>.</summary>
    internal ulong DueAt { get; set; }

    /// <summary>
    /// From when it has been silent for too long, in ticks of the time-stamp counter. Only while it has a life.
    /// </summary>
    internal virtual ulong SilentAt => Scheduler.Never;

    /// <summary>The number of the task that it was last, as <see cref="FaultLog"/> knows it.</summary>
    internal uint LastTask { get; private set; }

    /// <summary>How often it has failed in the same way. Only its supervisor's task asks.</summary>
    internal ref FaultLadder Ladder => ref _ladder;

    /// <summary>Address of the MethodTable of what it threw last, if that is in the log of faults; else 0.</summary>
    internal nuint LastType { get; private set; }

    /// <summary>
    /// Waits until it is over: done, given up, or ended. Those that begin anew for ever never are.
    /// </summary>
    /// <param name="timeoutMs">0 only looks; <see cref="Timeout.Infinite"/> waits for as long as it takes.</param>
    /// <returns>False if the time was over first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could end the wait.</exception>
    public bool Wait(int timeoutMs = Timeout.Infinite)
    {
        ulong until = Waiting.Until(timeoutMs);
        WaitOutcome outcome = WaitUntilOver(null, until);
        if (outcome == WaitOutcome.MustWait)
        {
            outcome = WaitUntilOver(new Waiter(Waiting.Self), until);
        }

        return Waiting.Ended(outcome, "what is supervised");
    }

    /// <summary>
    /// Ends it for good, by a kill that unwinds, and waits for that, for which a task has five seconds before it is
    /// cut. A supervisor ends its children, the last that was started first. Does nothing to one that is over. Called
    /// by the task itself, or one of its children, it does not wait: the caller is what ends.
    /// </summary>
    public void Dispose()
    {
        bool on = Scheduler.TurnOff();
        IsEndWanted = true;
        (Parent ?? (this as Supervisor))?.Wake();
        Scheduler.TurnOn(on);
        if (!IsCallerWithin)
        {
            Wait();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What a life of it does, on its task.</summary>
    internal abstract void Execute();

    /// <summary>A life of it has ended. Interrupts are off.</summary>
    internal abstract void HasEnded(SupervisedRun run);

    /// <summary>Ends the life that it has, and waits for that.</summary>
    internal virtual void EndRun() => _run?.EndAsChild();

    /// <summary>
    /// Begins a life, on a new task that ends with the caller's; false, with the reason kept, where there is no memory
    /// for it.
    /// </summary>
    internal bool TryBegin(Delegate entry, int stackBytes, TaskPriority priority)
    {
        try
        {
            SupervisedRun run = new(this) { Priority = priority };
            _begunAt = Cpu.ReadTimestamp();
            run.Begin(entry, stackBytes);
            _run = run; // which may have ended by now
            return true;
        }
        catch (OutOfMemoryException exception)
        {
            (_run, LastEnd, LastException, LastType) = (null, TaskEndKind.NotYet, exception, 0);
            WasSilent = false;
            return false;
        }
    }

    /// <summary>As above, as it itself says.</summary>
    internal abstract bool TryBegin();

    /// <summary>Notes how its life has ended, which it has; true if that was not by a return.</summary>
    internal virtual bool TakeEnd()
    {
        SupervisedRun run = _run!;
        (LastEnd, LastException, LastTask) = (run.EndKind, run.Exception, run.Number);
        LastType = LastEnd == TaskEndKind.Threw ? FaultLog.TypeOf(LastTask) : 0;
        (_run, WasSilent) = (null, false);
        return LastEnd != TaskEndKind.Returned;
    }

    /// <summary>The wait before it is begun anew, in milliseconds; the next one is longer.</summary>
    internal int NextBackOffMs(RestartPolicy policy)
    {
        bool hasRunInPeace = LastEnd != TaskEndKind.NotYet
            && Scheduler.NanosecondsSince(_begunAt) >= (ulong)policy.WithinMs * NanosecondsPerMillisecond;
        _streak = hasRunInPeace ? 1 : Math.Min(_streak + 1, MostStreak);
        return policy.BackOffMs(_streak - 1);
    }

    /// <summary>It has begun, or begun anew.</summary>
    internal void HasBegun(bool anew)
    {
        HasEverBegun = true;
        Restarts += anew && Restarts < int.MaxValue ? 1 : 0;
        Become(ServiceState.Running);
    }

    /// <summary>Changes what it does; who waits for that goes on. Interrupts may be on.</summary>
    internal void Become(ServiceState state)
    {
        bool on = Scheduler.TurnOff();
        State = state;
        _starting.GiveAll(WaitOutcome.Granted);
        if (IsOver)
        {
            _waiting.GiveAll(WaitOutcome.Granted);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Waits until its supervisor has begun it, or is over. Interrupts are off.</summary>
    internal WaitOutcome WaitUntilBegun(Waiter waiter) =>
        State != ServiceState.Starting ? WaitOutcome.Granted : Waiting.WaitIn(_starting, waiter, Scheduler.Never);

    /// <summary>The one behind it in the tree below a root, each after what it belongs to; null behind the
    /// last.</summary>
    internal static Supervised? NextInTree(Supervised at, Supervised? root)
    {
        if (at is Supervisor { FirstChild: { } first })
        {
            return first;
        }

        for (Supervised? up = at; up is not null && up != root; up = up.Parent)
        {
            if (up.Next is not null)
            {
                return up.Next;
            }
        }

        return null;
    }

    /// <summary>True where the running task is it, or belongs to it.</summary>
    private bool IsCallerWithin
    {
        get
        {
            Supervised? at = (SpawnedTask.Current as SupervisedRun)?.Of;
            while (at is not null && at != this)
            {
                at = at.Parent;
            }

            return at is not null;
        }
    }

    private WaitOutcome WaitUntilOver(Waiter? waiter, ulong until)
    {
        bool on = Scheduler.TurnOff();
        WaitOutcome outcome = IsOver ? WaitOutcome.Granted : Waiting.WaitIn(_waiting, waiter, until);
        Scheduler.TurnOn(on);
        return outcome;
    }
}
