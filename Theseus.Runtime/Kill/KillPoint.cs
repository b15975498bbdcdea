using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Kill;

/// <summary>
/// Decides whether a task that does not run can be killed where it stands (docs/kill.md), and brings the exception for
/// it on its way. The frames on its stack say so: the innermost one, where an interrupt has stopped it, must be a
/// program's and not in a gap, nor may any that called it be; and no <c>finally</c>, filter or class constructor is
/// under way.
/// </summary>
internal static class KillPoint
{
    private const nuint LeastStack = 24 * 1024; // for the dispatcher and what it calls
    private const int FramesATurn = 32;

    /// <summary>
    /// True if code at an address is a program's and in no gap: what can be said without a look at the stack.
    /// </summary>
    [Resident]
    public static bool IsOpen(nuint address)
    {
        int region = CodeRegions.Find(address);
        if (region < 0)
        {
            return false;
        }

        ref readonly CodeRegion cell = ref CodeRegions.All[region];
        FunctionEntry entry = cell.FunctionAt(address);
        return entry.Exists && entry.Function.IsOfProgram
            && !CellKillGap.Contains(cell.KillGaps.Entries, (uint)(address - cell.Base));
    }

    /// <summary>What keeps a task that an interrupt has stopped from being killed.</summary>
    /// <param name="thread">It. It stays stopped until this returns.</param>
    public static KillObstacle WhereStopped(ref ThreadControlBlock thread)
    {
        if (!IsOpen((nuint)thread.Interrupted.Rip))
        {
            return FunctionTable.Find((nuint)thread.Interrupted.Rip) is { Exists: true } entry
                && entry.Function.IsOfProgram ? KillObstacle.InGap : KillObstacle.InSystem;
        }

        if ((nuint)thread.Interrupted.Rsp < thread.StackLow + LeastStack)
        {
            return KillObstacle.LowStack;
        }

        LimitedContext context = LimitedContext.Of(in thread.Interrupted);
        return Walk(in context, in thread, isInterrupted: true, letOthersRun: true);
    }

    /// <summary>
    /// What keeps a task that waits in a call of its own from having the wait ended by the exception. Gaps do not: an
    /// acquisition that waits has not happened.
    /// </summary>
    // SAFETY: the task does not run and was not interrupted, so its registers lie at its stack
    // pointer.
    public static unsafe KillObstacle WhereWaiting(ref ThreadControlBlock thread)
    {
        SavedRegisters* saved = (SavedRegisters*)thread.SavedStackPointer;
        LimitedContext context = default;
        context.Rip = saved->ReturnAddress;
        context.Rsp = (ulong)(saved + 1);
        context.Rbp = saved->Rbp;
        context.Rbx = saved->Rbx;
        context.R12 = saved->R12;
        context.R13 = saved->R13;
        context.R14 = saved->R14;
        context.R15 = saved->R15;
        return Walk(in context, in thread, isInterrupted: false, letOthersRun: false);
    }

    /// <summary>What is under way on the stack of a task that does not run, whatever code it was left in.</summary>
    public static KillObstacle WhereLeft(ref ThreadControlBlock thread)
    {
        if (!thread.IsInterrupted)
        {
            return WhereWaiting(ref thread);
        }

        LimitedContext context = LimitedContext.Of(in thread.Interrupted);
        return Walk(in context, in thread, isInterrupted: true, letOthersRun: false);
    }

    /// <summary>
    /// Lets a task that an interrupt has stopped go on with the exception, as if its next instruction had faulted.
    /// </summary>
    public static void Throw(ref ThreadControlBlock thread)
    {
        HardwareThrow.Into(ref thread.Interrupted, ref thread, FaultKind.Killed, 0);
        thread.Interrupted.Rflags &= ~InterruptFrame.TrapFlag;
    }

    /// <param name="letOthersRun">A deep stack takes its time.</param>
    private static KillObstacle Walk(
        ref readonly LimitedContext context, in ThreadControlBlock thread, bool isInterrupted, bool letOthersRun)
    {
        int left = FramesATurn;
        nuint constructing = EnsureConstructed();
        StackFrameIterator frames = default;
        bool any = frames.Look(in context, in thread, isInterrupted);
        for (bool isInnermost = isInterrupted; any; any = frames.Step(out _), isInnermost = false)
        {
            if (letOthersRun && --left == 0)
            {
                left = FramesATurn;
                Upcalls.LetOthersRun();
            }

            ref readonly CellFunction function = ref frames.Function.Function;
            ref readonly CodeRegion cell = ref CodeRegions.Of(frames.Function);
            if (function.Kind == CellFunctionKind.Filter)
            {
                return KillObstacle.InFilter;
            }

            if (cell.StartOf(frames.Function) == constructing)
            {
                return KillObstacle.InClassConstructor;
            }

            if (function.Kind == CellFunctionKind.Handler && IsFinally(frames.Function))
            {
                return KillObstacle.InFinally;
            }

            bool counts = isInterrupted && !isInnermost && function.IsOfProgram;
            if (counts && CellKillGap.Contains(cell.KillGaps.Entries, (uint)(frames.ControlPc - cell.Base)))
            {
                return KillObstacle.InGap;
            }
        }

        return KillObstacle.None;
    }

    private static bool IsFinally(FunctionEntry handler)
    {
        nuint start = FunctionTable.Start(handler);
        bool any = ExceptionClauses.TryBegin(handler, out _, out ClauseReader clauses);
        while (any && clauses.Next(out ExceptionClause clause))
        {
            if (clause.HandlerAddress == start)
            {
                return clause.Kind == ClauseReader.FinallyOrFault;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_ensure_constructed_address")]
    private static extern nuint EnsureConstructed();
}
