using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Theseus.Tests.Tasks;

namespace Theseus.Tasks.Spawning;

/// <summary>
/// A task of the system's own kind on the simulated CPU. What the kernel's keeps in memory that does not move is kept
/// otherwise here: who waits for its end, and which object a task is.
/// </summary>
public abstract class SpawnedTask
{
    public const int MostMilliseconds = 24 * 60 * 60 * 1000;

    private static readonly Dictionary<uint, SpawnedTask> s_all = [];

    private readonly WaiterList _joining = new();
    private TaskReference _task;
    private ChildTask? _child;

    private protected SpawnedTask()
    {
    }

    /// <summary>For how many more tasks there is memory.</summary>
    public static int Room { get; set; }

    public uint Number { get; private set; }

    public string Name { get; private protected set; } = "";

    public TaskPriority Priority { get; set; }

    public TaskEndKind EndKind { get; private set; }

    public Exception? Exception { get; private set; }

    internal static SpawnedTask? Current => s_all.GetValueOrDefault(TaskReference.Current.State.Number);

    internal OwnedList Owned { get; } = new();

    public static void Reset()
    {
        s_all.Clear();
        Room = int.MaxValue;
    }

    public void Kill()
    {
        Assert(!_task.IsNone);
        KillTask.Request(_task, 0, 0);
    }

    public bool Wait(int milliseconds = -1)
    {
        bool on = Scheduler.TurnOff();
        Waiter waiter = new(Waiting.Self);
        ulong until = milliseconds < 0 ? Scheduler.Never : Scheduler.After((ulong)milliseconds);
        WakeReason reason = WakeReason.Signalled;
        if (EndKind == TaskEndKind.NotYet)
        {
            _joining.Add(waiter);
            while (waiter.Answered is null && reason == WakeReason.Signalled)
            {
                reason = Scheduler.Wait(WaitKind.Signal, until);
            }
        }

        Scheduler.TurnOn(on);
        return EndKind != TaskEndKind.NotYet;
    }

    internal static void Run(nint handle)
    {
    }

    internal bool TryTake(OwnedEntry entry) => OwnedList.Move(entry, TaskOwned.OfProgram, Number);

    internal void EndAsChild()
    {
        if (!_task.IsNone)
        {
            KillTask.Request(_task, 0, 0);
        }

        AwaitEnd();
    }

    internal void EnterSilence()
    {
        if (!_task.IsNone)
        {
            FaultRecord record = SimulatedCells.RecordOf(null);
            (record.Task, record.Cause) = (Number, FaultCause.Silent);
            FaultLog.Add(ref record);
        }
    }

    internal bool IsIn(CellNumber cell) => SimulatedCells.IsIn(Name, cell);

    internal void AwaitEnd()
    {
        bool on = Scheduler.TurnOff();
        Waiter waiter = new(Waiting.Self);
        if (EndKind == TaskEndKind.NotYet)
        {
            _joining.Add(waiter);
            while (waiter.Answered is null)
            {
                Scheduler.Wait(WaitKind.Lock);
            }
        }

        Scheduler.TurnOn(on);
    }

    internal static void ThrowIfNone(TaskPriority priority) => Assert(Enum.IsDefined(priority));

    private protected virtual bool IsSupervised => false;

    private protected abstract void Execute();

    private protected virtual void OnEnded()
    {
    }

    private protected void Start(Delegate entry, nuint stackBytes, bool isBlocked, bool isChild)
    {
        Assert(entry is not null && stackBytes != 0 && !isBlocked);
        if (Room-- <= 0)
        {
            throw new OutOfMemoryException();
        }

        bool on = Scheduler.TurnOff();
        _task = SimulatedCpu.Make(Live);
        Number = _task.State.Number;
        _task.State.Name.Set(Name);
        _task.State.Priority = _task.State.RunsAs = (sbyte)Priority;
        _task.State.IsSupervised = IsSupervised;
        s_all[Number] = this;
        Threads.Add(_task);
        if (isChild)
        {
            _child = new ChildTask(this);
            _child.HasBegun();
            TaskOwned.Current.Add(_child, TaskList.CurrentNumber);
        }

        Scheduler.Add(_task);
        Scheduler.TurnOn(on);
    }

    private void Live()
    {
        (TaskEndKind end, Exception? exception) = (TaskEndKind.Returned, null);
        try
        {
            KillTask.ThrowIfWanted();
            Execute();
        }
        catch (TaskKilledException)
        {
            end = TaskEndKind.Killed;
        }
        catch (Exception e) when (e is not SimulatedCpu.LeftException)
        {
            (end, exception) = (TaskEndKind.Threw, e);
            FaultRecord record = SimulatedCells.RecordOf(e);
            record.Task = Number;
            FaultLog.Add(ref record);
        }

        bool on = Scheduler.TurnOff();
        KillTask.HasEnded(_task);
        _task = default;
        Scheduler.TurnOn(on);
        TaskOwned.ReleaseAll(Owned);
        on = Scheduler.TurnOff();
        (EndKind, Exception) = (end, exception);
        if (_child is not null)
        {
            OwnedList.Remove(_child);
        }

        _joining.GiveAll(WaitOutcome.Granted);
        OnEnded();
        FaultLog.CloseTask(Number);
        Scheduler.TurnOn(on);
    }

    private static void Assert(bool holds) => Xunit.Assert.True(holds);
}
