using System.Runtime;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Scheduling;

/// <summary>How tasks begin.</summary>
internal static class TaskStarts
{
    /// <summary>The boot's task's.</summary>
    public const uint FirstNumber = 1;

    private static uint s_last = FirstNumber;

    /// <summary>
    /// A task that calls a native function of one argument, with a stack of about so many bytes (0 for the usual).
    /// False if memory is out.
    /// </summary>
    public static bool TryStart(nint start, nint parameter, nuint stackBytes)
    {
        if (!TryMake(stackBytes, out TaskReference task))
        {
            return false;
        }

        task.State.Start = start;
        task.State.Parameter = parameter;
        bool on = Scheduler.TurnOff();
        Threads.Add(task);
        Scheduler.Add(task);
        Scheduler.TurnOn(on);
        return true;
    }

    /// <summary>A task that is in no list yet.</summary>
    public static bool TryMake(nuint stackBytes, out TaskReference task)
    {
        TaskEnds.TakeBack();
        if (!TaskStacks.TryTake(stackBytes, out task))
        {
            return false;
        }

        ThreadControlBlock.Prepare(ref task.Block);
        task.State.Program = TaskReference.Current.State.Program;
        task.State.Instance = TaskReference.Current.State.Instance;
        task.State.Number = ++s_last;
        task.State.WakeAt = Scheduler.Never;
        return true;
    }

    [RuntimeExport("theseus_run_task")]
    private static void Run()
    {
        TaskEnds.TakeBack();
        TaskReference self = TaskReference.Current;
        if (self == FinalizerTask.Task)
        {
            FinalizerTask.Run();
        }
        else if (self == KillTask.Task)
        {
            KillTask.Run();
        }
        else if (self == SystemTask.Scrubber)
        {
            Upcalls.RunScrubber();
        }
        else if (self == ProgramTable.At(self.State.Program).Main)
        {
            ProgramRunner.RunMainTask();
        }
        else if (self.State.Spawned != 0)
        {
            SpawnedTask.Run(self.State.Spawned);
        }
        else
        {
            NativeThread.Run(self.State.Start, self.State.Parameter);
            TaskOwned.ReleaseLocks(TaskList.CurrentNumber);
        }

        TaskEnds.Exit();
    }
}
