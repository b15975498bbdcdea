using Theseus.Format;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Faults;

/// <summary>One fault: what it was, where, whose, and what became of it.</summary>
[Resident]
internal struct FaultRecord
{
    /// <summary>How many there were before it since the machine was started, and one.</summary>
    public ulong Number;

    /// <summary>When it was, in ticks of the time-stamp counter.</summary>
    public ulong At;

    /// <summary>Ticks of the time-stamp counter from there until its task or program had ended.</summary>
    public ulong Took;

    /// <summary>What it was.</summary>
    public FaultCause Cause;

    /// <summary>What was done.</summary>
    public FaultOutcome Outcome;

    /// <summary>The program's status, where that has ended.</summary>
    public int Status;

    /// <summary>Which restart it was that was made for it, of those within <see cref="WithinMs"/>.</summary>
    public int Restart;

    /// <summary>How many restarts there may be within <see cref="WithinMs"/>, where it is a supervisor's.</summary>
    public int MostRestarts;

    /// <summary>The time in which restarts are counted, in milliseconds, where it is a supervisor's.</summary>
    public int WithinMs;

    /// <summary>Number of the task.</summary>
    public uint Task;

    /// <summary>The task's name.</summary>
    public TaskName TaskName;

    /// <summary>Number of the program; 0 for the system's own.</summary>
    public uint ProgramNumber;

    /// <summary>The program's name.</summary>
    public TaskName Program;

    /// <summary>Address of the exception's MethodTable; 0 where there is no exception.</summary>
    public nuint Type;

    /// <summary>The address that the CPU could not access; 0 where that is not what it was.</summary>
    public nuint Address;

    /// <summary>
    /// What the comparison of its code with the files has found, the worst of the pages that were compared.
    /// </summary>
    public PageVerdict Code;

    /// <summary>Where the first byte was that was wrong; 0 for none.</summary>
    public nuint WrongAt;

    /// <summary>How many bytes were wrong, on all pages that were compared; 0 where that cannot be said.</summary>
    public uint WrongBytes;

    /// <summary>
    /// The first of the cells of which a fresh copy was wanted for it, which was not the first of its kind. Only with a
    /// <see cref="Replacement"/>.
    /// </summary>
    public CellNumber ReplacedCell;

    /// <summary>What became of that one.</summary>
    public CellReplacement Replacement;

    /// <summary>How many other cells began anew with it.</summary>
    public int OthersReplaced;

    /// <summary>Number of the task that was in it, where that is why nothing has changed.</summary>
    public uint RunningTask;

    /// <summary>The instructions of the stack, the one that has faulted or thrown first.</summary>
    public FaultFrames Frames;

    /// <summary>How many of them there are; the stack may have had more.</summary>
    public int FrameCount;

    /// <summary>Says what was done, if nothing has been yet.</summary>
    public bool Close(FaultOutcome outcome)
    {
        if (Number == 0 || Outcome != FaultOutcome.Open)
        {
            return false;
        }

        (Outcome, Took) = (outcome, Cpu.ReadTimestamp() - At);
        return true;
    }

    /// <summary>Says what a supervisor has done, if nothing has been but the end of its task.</summary>
    public bool Answer(FaultOutcome outcome, int restart, int most, int withinMs)
    {
        if (Number == 0 || Outcome is not (FaultOutcome.Open or FaultOutcome.TaskEnded))
        {
            return false;
        }

        (Outcome, Took) = (outcome, Cpu.ReadTimestamp() - At);
        (Restart, MostRestarts, WithinMs) = (restart, most, withinMs);
        return true;
    }

    /// <summary>A fresh copy of a cell was wanted for it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="replacement">What became of it.</param>
    /// <param name="runningTask">Number of a task that was in it; 0 for none.</param>
    public void TakeReplacement(CellNumber cell, CellReplacement replacement, uint runningTask)
    {
        if (Replacement == CellReplacement.None)
        {
            (ReplacedCell, Replacement, RunningTask) = (cell, replacement, runningTask);
        }
        else if (replacement == CellReplacement.Fresh)
        {
            OthersReplaced++;
        }
    }

    /// <summary>Takes what a comparison of a page has found, if that is worse than what is known, or as bad.</summary>
    public void TakeCode(PageVerdict verdict, nuint at, uint wrongBytes)
    {
        if (verdict <= PageVerdict.Right)
        {
            Code = Code == PageVerdict.NotCompared ? verdict : Code;
            return;
        }

        WrongAt = Code < verdict || WrongAt == 0 ? at : WrongAt;
        Code = Code < verdict ? verdict : Code;
        WrongBytes += wrongBytes;
    }

    /// <summary>Takes what is known of the exception that the running task dispatches.</summary>
    public void TakeException()
    {
        ref ThreadControlBlock thread = ref ThreadControlBlock.Running;
        ExceptionInFlight exception = ExceptionInFlight.NewestOf(in thread);
        if (!exception.Exists)
        {
            return;
        }

        Type = exception.TypeAddress;
        bool isOfHardware = exception.IsOfHardware;
        if (isOfHardware)
        {
            (Cause, Address) = (FaultCause.Hardware, thread.Task.FaultedAt);
        }

        TakeStack(in exception.Context, isOfHardware);
    }

    /// <summary>Takes the stack that begins at saved registers.</summary>
    public void TakeStack(ref readonly LimitedContext context, bool isFault)
    {
        FrameWalk walk = FrameWalk.From(in context, isFault);
        for (FrameCount = 0; FrameCount < FaultFrames.Most && !walk.IsOver; FrameCount++)
        {
            Frames[FrameCount] = walk.Instruction;
            walk.GoUpInCode();
        }
    }
}
