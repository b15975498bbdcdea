using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Faults;

/// <summary>Enters into the log what ends a task, or its program.</summary>
[Resident]
internal static class TaskFault
{
    /// <summary>Enters the exception that the running task dispatches, which nobody handles.</summary>
    public static void OfException(FaultCause cause = FaultCause.Thrown)
    {
        FaultRecord record = Of(TaskReference.Current, cause);
        record.TakeException();
        if (record.Cause == FaultCause.Hardware)
        {
            Upcalls.CheckCode(ref record);
        }

        FaultLog.Add(ref record);
    }

    /// <summary>Enters a task that is left where it stands.</summary>
    public static void OfCut(TaskReference task) => OfOther(task, FaultCause.Cut);

    /// <summary>Enters a task that has been silent for longer than its period.</summary>
    public static void OfSilence(TaskReference task) => OfOther(task, FaultCause.Silent);

    /// <summary>Enters the running task, which has kept others from running for too long.</summary>
    public static void OfStarving(TaskReference task, in InterruptFrame frame)
    {
        LimitedContext context = LimitedContext.Of(in frame);
        Enter(task, FaultCause.Starving, in context, isFault: true);
    }

    /// <summary>As a filter of a handler for all that is left: the stack is still there. Always true.</summary>
    public static bool IsNoted()
    {
        OfException();
        return true;
    }

    /// <summary>It does not run: this does.</summary>
    private static void OfOther(TaskReference task, FaultCause cause)
    {
        LimitedContext context = task.Block.WhereLeft;
        Enter(task, cause, in context, task.Block.IsInterrupted);
    }

    private static void Enter(TaskReference task, FaultCause cause, in LimitedContext context, bool isFault)
    {
        FaultRecord record = Of(task, cause);
        record.TakeStack(in context, isFault);
        FaultLog.Add(ref record);
    }

    /// <summary>Enters a page that was not what its file says, which the running task has found.</summary>
    /// <param name="at">The first byte that was wrong.</param>
    /// <param name="verdict">What became of it.</param>
    /// <param name="wrongBytes">How many were wrong; 0 where that cannot be said.</param>
    /// <param name="outcome"><see cref="FaultOutcome.OfPage"/> or <see cref="FaultOutcome.RunAgain"/>.</param>
    public static void OfDamage(
        nuint at, PageVerdict verdict, uint wrongBytes, FaultOutcome outcome = FaultOutcome.OfPage)
    {
        FaultRecord record = Of(TaskReference.Current, FaultCause.Damage);
        record.Outcome = outcome;
        record.TakeCode(verdict, at, wrongBytes);
        FaultLog.Add(ref record);
    }

    private static FaultRecord Of(TaskReference task, FaultCause cause)
    {
        ref TaskState state = ref task.State;
        FaultRecord record = default;
        record.At = Cpu.ReadTimestamp();
        record.Cause = cause;
        record.Task = TaskList.NumberOf(in state);
        record.TaskName = state.Name;
        if (state.Program == 0)
        {
            record.Program.Set("theseus"u8);
            return record;
        }

        ref ProgramRecord program = ref ProgramTable.At(state.Program);
        record.ProgramNumber = program.Number;
        record.Program.Set(OwnerTable.NameOf(program.Owner.Index));
        return record;
    }
}
