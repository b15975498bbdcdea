using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Supervision;

namespace Theseus.Tasks.Spawning;

/// <summary>
/// A task of the system's own kind: what runs in it, what it owns, how it ended, and who waits for that. What it shares
/// with others is written with interrupts off.
/// <para>Whatever ends it, the order is: its handlers; what it owns, the latest first; its memory, frames and devices;
/// those who wait for its end.</para>
/// </summary>
public abstract partial class SpawnedTask
{
    /// <summary>The longest that a kill can be told to wait: a day, in milliseconds.</summary>
    public const int MostMilliseconds = 24 * 60 * 60 * 1000;

    private const ulong ChildLimitMilliseconds = 5000;

    private static SpawnedTask? s_cut; // those that were left where they stood and still own what they did

    private readonly OwnedList _owned = new();
    private WaitQueue _joining;
    private TaskReference _task;
    private nint _self;
    private TaskPriority _priority;
    private ushort _memory; // as TaskState.Owner, from when it is released
    private ChildTask? _child;
    private SpawnedTask? _nextCut;

    private protected SpawnedTask()
    {
    }

    /// <summary>Its number, as <c>ps</c> shows it; 0 before it was spawned.</summary>
    public uint Number { get; private set; }

    /// <summary>What people call it.</summary>
    public string Name { get; private protected set; } = "";

    /// <summary>
    /// How urgent it is. May be changed at any time; while one that is more urgent waits for what it holds, it runs as
    /// that one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    public TaskPriority Priority
    {
        get => _priority;
        set
        {
            ThrowIfNone(value);
            bool on = Scheduler.TurnOff();
            _priority = value;
            if (!_task.IsNone)
            {
                PriorityLending.SetPriority(_task, (sbyte)value);
            }

            Scheduler.TurnOn(on);
        }
    }

    /// <summary>How it has ended; <see cref="TaskEndKind.NotYet"/> while it has not.</summary>
    public TaskEndKind EndKind { get; private set; }

    /// <summary>What it threw, if that ended it.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>The one that the running task is; null where that was not spawned as one of the system's own.</summary>
    internal static SpawnedTask? Current => TaskReference.Current.State.Spawned is var handle and not 0
        ? (SpawnedTask)KeptObject.Get(handle) : null;

    /// <summary>True where some were cut that still own what they did.</summary>
    internal static bool AnyCut => s_cut is not null;

    /// <summary>What it owns beside memory, frames and devices.</summary>
    internal OwnedList Owned => _owned;

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
        ThrowIfNotSpawned();
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

    /// <summary>
    /// Lets a task run that was spawned blocked (<see cref="TaskBuilder{TResult}.Blocked"/>). Does nothing to one that
    /// runs, or has ended.
    /// </summary>
    /// <exception cref="InvalidOperationException">It has not been spawned.</exception>
    public void Unblock()
    {
        ThrowIfNotSpawned();
        bool on = Scheduler.TurnOff();
        if (!_task.IsNone && _task.State.Phase == TaskPhase.Blocked && _task.State.Kind == WaitKind.Birth)
        {
            Scheduler.Wake(_task);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Makes it the owner of something that has an owner. False where that has none any more.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or has not been spawned.</exception>
    internal bool TryTake(OwnedEntry entry)
    {
        bool on = Scheduler.TurnOff();
        bool canOwn = CanOwn;
        bool isTaken = canOwn && OwnedList.Move(entry, _owned, Number);
        Scheduler.TurnOn(on);
        ThrowIfCannotOwn(canOwn);
        return isTaken;
    }

    /// <summary>Makes it the owner of memory, frames or a device.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or has not been spawned.</exception>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    internal IOwnedMemory Take(IOwnedMemory memory)
    {
        ThrowIfCannotOwn(CanOwn); // kernel code is not stopped from here on
        return memory.MovedTo(TaskOwner.Of(_task));
    }

    /// <summary>True for one that its supervisor begins anew.</summary>
    private protected virtual bool IsSupervised => false;

    /// <summary>What it runs.</summary>
    private protected abstract void Execute();

    /// <summary>It has ended; who waits for that has been woken. Interrupts are off.</summary>
    private protected virtual void OnEnded()
    {
    }

    /// <param name="entry">What it begins with, as whoever spawned it has it.</param>
    /// <param name="stackBytes">About how large its stack is.</param>
    /// <param name="isBlocked">It runs when somebody lets it.</param>
    /// <param name="isChild">It ends with the task that spawned it.</param>
    /// <exception cref="OutOfMemoryException">There is no memory for its stack.</exception>
    private protected void Start(Delegate entry, nuint stackBytes, bool isBlocked, bool isChild)
    {
        OwnedList parent = TaskOwned.Current;
        uint parentNumber = TaskList.CurrentNumber;
        _child = isChild ? new ChildTask(this) : null; // nothing allocates once there is a stack
        _self = KeptObject.Keep(this);
        if (!TaskStarts.TryMake(stackBytes, out TaskReference task))
        {
            KeptObject.Free(_self);
            throw new OutOfMemoryException("There is no memory for the stack of a task.");
        }

        task.State.Spawned = _self;
        task.State.EntryCell = Upcalls.CellOfCode(DelegateCode.First(entry), DelegateCode.Second(entry));
        task.State.Name.Set(Name);
        task.State.Priority = (sbyte)_priority;
        task.State.RunsAs = (sbyte)_priority;
        task.State.IsSupervised = IsSupervised;
        Number = task.State.Number;
        _child?.HasBegun();
        bool on = Scheduler.TurnOff();
        _task = task;
        Threads.Add(task);
        if (_child is not null)
        {
            parent.Add(_child, parentNumber);
        }

        if (isBlocked)
        {
            Scheduler.AddBlocked(task);
        }
        else
        {
            Scheduler.Add(task);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Ends it as a child of one that has ended; returns when it has, but not on the task for finalizers: that one is
    /// wanted if the child must be cut.
    /// </summary>
    internal void EndAsChild()
    {
        bool on = Scheduler.TurnOff();
        if (!_task.IsNone)
        {
            KillTask.Request(_task, 0, ChildLimitMilliseconds);
        }

        Scheduler.TurnOn(on);
        if (!FinalizerTask.IsCurrent)
        {
            AwaitEnd(); // which comes within the limit
        }
    }

    /// <summary>Enters into the log of faults that it has been silent for too long, if it has not ended.</summary>
    internal void EnterSilence()
    {
        bool on = Scheduler.TurnOff();
        if (!_task.IsNone)
        {
            TaskFault.OfSilence(_task);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>True if it may be in a cell; false is sure. It is not the one that asks.</summary>
    internal bool IsIn(CellNumber cell)
    {
        bool on = Scheduler.TurnOff();
        bool isIn = !_task.IsNone && Upcalls.IsInCell(_task, cell);
        Scheduler.TurnOn(on);
        return isIn;
    }

    /// <summary>Waits for its end, which is sure to come: nothing else ends the wait.</summary>
    internal void AwaitEnd()
    {
        bool on = Scheduler.TurnOff();
        while (EndKind == TaskEndKind.NotYet)
        {
            WaitQueue.Add(ref _joining, TaskReference.Current);
            Scheduler.Wait(WaitKind.Lock);
        }

        Scheduler.TurnOn(on);
    }

    private bool CanOwn => !_task.IsNone;

    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    internal static void ThrowIfNone(TaskPriority priority)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((int)priority, (int)TaskPriority.Lowest, nameof(priority));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)priority, (int)TaskPriority.Highest, nameof(priority));
    }

    private void ThrowIfNotSpawned()
    {
        if (Number == 0)
        {
            throw new InvalidOperationException("The task has not been spawned.");
        }
    }

    private void ThrowIfCannotOwn(bool canOwn)
    {
        ThrowIfNotSpawned();
        if (!canOwn)
        {
            throw new InvalidOperationException($"Task {Number} has ended, and owns nothing any more.");
        }
    }
}
