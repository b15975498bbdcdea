using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Supervision;

namespace Theseus.Tasks.Spawning;

// Its body, and what comes when that has ended, or it was left where it stood.
public abstract partial class SpawnedTask
{
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
        catch (Exception e) when (TaskFault.IsNoted())
        {
            (end, exception) = (TaskEndKind.Threw, e);
        }

        bool on = Scheduler.TurnOff();
        KillTask.HasEnded(TaskReference.Current);
        task.OwnsNoMore();
        Scheduler.TurnOn(on);
        task.Release();
        NativeThread.End();
        task.HasEnded(end, exception);
        if (end != TaskEndKind.Returned)
        {
            FaultLog.CloseTask(TaskReference.Current.State.Number);
        }
    }

    /// <summary>
    /// A task has been left where it stands; its stack goes. Its locks and its memory are released here, in its
    /// program's instance; what may call the class library or wait, by the program's task for finalizers. The caller
    /// is the task that kills, which no other follows meanwhile.
    /// </summary>
    internal static void HasBeenCut(TaskReference task)
    {
        if (task.State.Spawned == 0)
        {
            return;
        }

        SpawnedTask cut = (SpawnedTask)KeptObject.Get(task.State.Spawned);
        uint number = cut.Number;
        cut.OwnsNoMore();
        TaskOwned.ReleaseLocks(cut._owned, number);
        TaskOwner.End(cut._memory);
        cut._memory = 0;
        bool on = Scheduler.TurnOff();
        cut._nextCut = s_cut;
        s_cut = cut;
        FinalizerTask.WakeIfIdle();
        Scheduler.TurnOn(on);
    }

    /// <summary>A program begins: those that were cut of the one that began it are not its own.</summary>
    internal static void BeginProgram()
    {
        s_cut = null;
        Supervisor.BeginProgram();
    }

    /// <summary>Releases what those own that were cut, and says that they have ended.</summary>
    internal static void ReleaseCut()
    {
        bool on = Scheduler.TurnOff();
        SpawnedTask? cut = s_cut;
        s_cut = null;
        Scheduler.TurnOn(on);
        while (cut is not null)
        {
            SpawnedTask? next = cut._nextCut;
            cut._nextCut = null;
            cut.Release();
            cut.HasEnded(TaskEndKind.Cut, null);
            cut = next;
        }
    }

    /// <summary>From here on nothing becomes its own any more. Interrupts are off.</summary>
    private void OwnsNoMore()
    {
        _memory = _task.State.Owner;
        _task.State.Owner = 0;
        _task.State.Spawned = 0; // what its release makes is the program's
        _task = default;
    }

    private void Release()
    {
        TaskOwned.ReleaseAll(_owned);
        TaskOwner.End(_memory);
    }

    private void HasEnded(TaskEndKind end, Exception? exception)
    {
        bool on = Scheduler.TurnOff();
        Exception = exception;
        EndKind = end;
        if (_child is not null)
        {
            OwnedList.Remove(_child);
        }

        Scheduler.WakeAll(ref _joining);
        OnEnded();
        Scheduler.TurnOn(on);
        KeptObject.Free(_self);
    }
}
