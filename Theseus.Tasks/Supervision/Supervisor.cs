using Theseus.Runtime;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

// The problem: a program that is to run for ever has parts that fail, and whoever looks after them must not be a part
// of what has failed. The idea is that of Erlang/OTP's supervisor: a task that does nothing but begin its children in
// order, hear of their ends, and do about them what a policy says. A tree of those confines a failure to as small a
// part as will do, and goes up where that part fails again and again.

/// <summary>
/// Begins tasks, and other supervisors, and begins them anew where they fail, as its policy says. It is a task of its
/// own, which ends with the task that has begun it; its children end with it, the last that was started first.
/// </summary>
public sealed partial class Supervisor : Supervised
{
    private static SupervisedList s_roots; // of the running program

    private readonly Action _loop;
    private readonly RestartWindow _window;
    private SupervisedList _children;
    private SupervisionFailure? _failure;
    private bool _hasGivenUp; // in this life of it
    private int _joined; // tasks that wait in Join

    private Supervisor(string name, RestartPolicy policy, RestartKind kind, Supervisor? parent)
        : base(name, kind, parent)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
        _loop = Execute;
        _window = new RestartWindow(policy.MostRestarts, policy.WithinMs);
    }

    /// <summary>What it does about a child that fails.</summary>
    public RestartPolicy Policy { get; }

    /// <summary>The end of a child that was one too many, the last time that it has given up; else null.</summary>
    public SupervisionFailure? Failure => _failure;

    /// <summary>True while a task waits in <see cref="Join"/>.</summary>
    public bool IsJoined => _joined > 0;

    /// <summary>The first of the running program's that belong to no other.</summary>
    internal static Supervised? FirstRoot => s_roots.First;

    /// <summary>The child that was started first.</summary>
    internal Supervised? FirstChild => _children.First;

    /// <summary>How many restarts count now.</summary>
    internal int RestartsWithin => _window.Count;

    /// <summary>
    /// Begins one that belongs to no other. It ends with the task that calls where that was spawned as one of the
    /// system's own, and with its program at the latest.
    /// </summary>
    /// <param name="name">What people call it; not empty.</param>
    /// <param name="policy">What it does about a child that fails.</param>
    /// <exception cref="OutOfMemoryException">There is no memory for its task.</exception>
    public static Supervisor Begin(string name, RestartPolicy policy)
    {
        Supervisor supervisor = new(name, policy, RestartKind.Temporary, null);
        bool on = Scheduler.TurnOff();
        s_roots.Add(supervisor);
        Scheduler.TurnOn(on);
        supervisor.HasBegun(anew: false);
        if (!supervisor.TryBegin())
        {
            RemoveRoot(supervisor);
            throw new OutOfMemoryException("There is no memory for the task of a supervisor.");
        }

        return supervisor;
    }

    /// <summary>
    /// Begins a task as its last child, and waits until that has been begun. Where all or the rest begin anew with one
    /// that has failed, a start waits for that.
    /// </summary>
    /// <param name="name">What people call it; not empty.</param>
    /// <param name="body">What each life of it does.</param>
    /// <param name="kind">At which of its ends it begins anew.</param>
    /// <param name="periodMs">
    /// <see cref="SupervisedTask.PeriodMs"/>, 0 to <see cref="SpawnedTask.MostMilliseconds"/>: where it is silent for
    /// longer it has failed, and is ended as by <see cref="Supervised.Dispose"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The kind or the period is none.</exception>
    /// <exception cref="SupervisionException">
    /// <see cref="SupervisionError.Ended"/>, <see cref="SupervisionError.GaveUp"/>: it begins nothing any more.
    /// </exception>
    /// <exception cref="OutOfMemoryException">There is no memory for the task.</exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could end the wait.</exception>
    public SupervisedTask Start(
        string name, Action body, RestartKind kind = RestartKind.Permanent, int periodMs = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Start(name, body, body, kind, TaskBuilder<bool>.LeastStack, periodMs);
    }

    /// <summary>
    /// Begins another supervisor as its last child, as <see cref="Start(string, Action, RestartKind, int)"/> does a
    /// task.
    /// </summary>
    /// <param name="name">What people call it; not empty.</param>
    /// <param name="policy">What that one does about a child that fails.</param>
    /// <param name="kind">At which of its ends it begins anew, with all its children but the temporary ones.</param>
    /// <exception cref="SupervisionException">As there.</exception>
    /// <exception cref="OutOfMemoryException">As there.</exception>
    /// <exception cref="PlatformNotSupportedException">As there.</exception>
    public Supervisor StartSupervisor(
        string name, RestartPolicy policy, RestartKind kind = RestartKind.Permanent)
    {
        Supervisor child = new(name, policy, kind, this);
        Start(child);
        return child;
    }

    /// <summary>Waits until it is over, and throws where it was not ended on purpose.</summary>
    /// <exception cref="SupervisionException">
    /// <see cref="SupervisionError.GaveUp"/>, with what the last child threw inside;
    /// <see cref="SupervisionError.Killed"/>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could end the wait.</exception>
    /// <remarks>
    /// The task that calls stands by: a cell that it has come through may begin anew meanwhile, with its statics, where
    /// a child fails in the same way again (<see cref="RestartPolicy.ReplacesCells"/>).
    /// </remarks>
    public void Join()
    {
        StandBy();
        if (State == ServiceState.GaveUp)
        {
            throw GivenUp();
        }

        if (!IsEndWanted && Parent is null)
        {
            throw new SupervisionException(SupervisionError.Killed, $"the task of supervisor '{Name}' has ended: "
                + $"{LastEnd}", LastException);
        }
    }

    /// <summary>A program begins: the supervisors of the one that began it are not its own.</summary>
    internal static void BeginProgram() => s_roots = default;

    /// <summary>As <see cref="TaskBuilder{TResult}.SpawnUnder"/> has it.</summary>
    internal SupervisedTask Start(
        string name, Action body, Delegate entry, RestartKind kind, int stackBytes, int periodMs,
        TaskPriority priority = TaskPriority.Normal)
    {
        SupervisedTask child = new(this, name, body, entry, kind, stackBytes, periodMs) { Priority = priority };
        Start(child);
        return child;
    }

    /// <summary>Its task looks for work again, if it waits for some. Interrupts may be off.</summary>
    internal void Wake()
    {
        bool on = Scheduler.TurnOff();
        if (_isWaiting && _self.State.Number == _number) // else it was cut, and another has its control block
        {
            Scheduler.Wake(_self);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Its life has ended. One that belongs to another is that one's affair; else it is over, with all that belongs to
    /// it. Interrupts are off.
    /// </summary>
    internal override void HasEnded(SupervisedRun run)
    {
        _isWaiting = false;
        if (Parent is not null)
        {
            Parent.Wake();
            return;
        }

        RemoveRoot(this);
        (LastEnd, LastException) = _hasGivenUp ? (_failure!.Value.End, _failure.Value.Exception)
            : (run.EndKind, run.Exception);
        EndTree(_hasGivenUp ? ServiceState.GaveUp : ServiceState.Ended);
    }

    /// <summary>Nothing of it will run again, nor of what belongs to it.</summary>
    internal void EndTree(ServiceState state)
    {
        bool on = Scheduler.TurnOff();
        Become(state);
        for (Supervised? at = NextInTree(this, this); at is not null; at = NextInTree(at, this))
        {
            if (!at.IsOver)
            {
                at.Become(ServiceState.Ended);
            }
        }

        Scheduler.TurnOn(on);
    }

    private static void RemoveRoot(Supervisor supervisor)
    {
        bool on = Scheduler.TurnOff();
        s_roots.Remove(supervisor);
        Scheduler.TurnOn(on);
    }

    private void Start(Supervised child)
    {
        Waiter waiter = new(Waiting.Self);
        bool on = Scheduler.TurnOff();
        bool isRefused = IsOver || IsEndWanted;
        WaitOutcome outcome = WaitOutcome.Granted;
        if (!isRefused)
        {
            _children.Add(child);
            Wake();
            outcome = child.WaitUntilBegun(waiter);
        }

        Scheduler.TurnOn(on);
        Waiting.Ended(outcome, "the start of a child");
        if (child.CouldNotBegin)
        {
            throw new OutOfMemoryException($"There is no memory for the task '{child.Name}'.");
        }

        if (!child.HasEverBegun)
        {
            throw State == ServiceState.GaveUp ? GivenUp() : new SupervisionException(
                SupervisionError.Ended, $"supervisor '{Name}' has ended, and begins nothing any more");
        }
    }

    private void StandBy()
    {
        ref TaskState state = ref TaskReference.Current.State;
        state.StandsBy = true;
        Interlocked.Increment(ref _joined);
        try
        {
            Wait();
        }
        finally
        {
            Interlocked.Decrement(ref _joined);
            state.StandsBy = false;
        }
    }

    private SupervisionException GivenUp() => new(SupervisionError.GaveUp,
        $"supervisor '{Name}' gave up: '{_failure?.Child}' wanted restart {Policy.MostRestarts + 1} of "
            + $"{Policy.MostRestarts} within {Policy.WithinMs} ms", _failure?.Exception);
}
