using System.Runtime;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// How tasks end: by return, with their program, or by an exit that a task of the program's asked for.
/// </summary>
internal static class TaskEnds
{
    private static TaskReference s_left; // has left its stack for good; whoever runs next takes the stack back

    /// <summary>The running task is at its end. Does not return.</summary>
    public static void Exit()
    {
        Scheduler.TurnOff();
        TakeBack();
        s_left = TaskReference.Current;
        Drop(s_left);
        Scheduler.LeaveForGood();
    }

    /// <summary>Takes back the stack of a task that has left it, if there is one that nobody has taken back.</summary>
    public static void TakeBack()
    {
        bool on = Scheduler.TurnOff();
        if (!s_left.IsNone)
        {
            TaskStacks.Give(s_left);
            s_left = default;
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Ends all tasks of a program but for the caller. What they are in the middle of goes with the program's instance.
    /// </summary>
    public static void EndAll(int program)
    {
        bool on = Scheduler.TurnOff();
        TaskReference self = TaskReference.Current;
        TakeBack();
        KillTask.Forget(program);
        TaskReference next;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = next)
        {
            next = task.NextOfAll;
            if (task != self && task.State.Program == program && task != KillTask.Task)
            {
                End(task);
            }
        }

        Scheduler.TurnOn(on);
        TaskStacks.Trim(program); // takes long; no task comes between, for this is the kernel's code
    }

    /// <summary>Ends a task that does not run, where it stands.</summary>
    public static void Cut(TaskReference task)
    {
        bool on = Scheduler.TurnOff();
        End(task);
        Scheduler.TurnOn(on);
    }

    /// <summary>A task has been led to its boundary: it is the one that runs, and in no list.</summary>
    [RuntimeExport("theseus_boundary_reached")]
    private static void BoundaryReached(TaskReference left)
    {
        Scheduler.TurnOff();
        TaskReference self = TaskReference.Current;
        Scheduler.Unlink(self);
        self.State.IsLed = false;
        self.State.Phase = TaskPhase.Running;
        if (left != self)
        {
            self.Block.IsInterrupted = false;
            self.State.RunningSince = Cpu.ReadTimestamp();
            Leave(left);
        }

        Cpu.EnableInterrupts();
    }

    /// <summary>
    /// A task that ran when the program's end was asked for has been left in the middle of something.
    /// </summary>
    private static void Leave(TaskReference task)
    {
        if (task.State.Phase == TaskPhase.Exited)
        {
            return; // it only waited for another to run
        }

        Scheduler.Unlink(task);
        if (task == FinalizerTask.Task)
        {
            FinalizerTask.HasBeenLeft();
            return;
        }

        if (task == KillTask.Task)
        {
            SystemTask.BeginAnew(task);
            return;
        }

        End(task);
    }

    /// <summary>Takes a task that does not run, or will not any more, out of all lists, and its stack back.</summary>
    private static void End(TaskReference task)
    {
        Scheduler.Unlink(task);
        Drop(task);
        TaskStacks.Give(task);
    }

    /// <summary>Takes it out of the list of all, before its stack is used for another.</summary>
    private static void Drop(TaskReference task)
    {
        task.State.Phase = TaskPhase.Exited;
        ProgramTable.At(task.State.Program).RunTicks += task.State.RunTicks;
        KillTask.HasEnded(task);
        Threads.Remove(task);
    }
}
