using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Where a program ends, whatever it is in the middle of: a handler, a <c>finally</c>, a class constructor, a
/// finalizer, the text of an exception. Nothing of it runs on. What it held is put back afterwards
/// (<see cref="Theseus.Memory.Instances"/>), its locks too. Managed code calls the ways out, so nothing of the
/// kernel's is in the middle of anything.
/// </summary>
[OfInstance]
internal static class ProgramBoundary
{
    private const int EnvironmentFailFast = 3; // System.RhFailFastReason

    private static ProgramEnd s_end;

    /// <summary>What the program said to <c>Environment.Exit</c>.</summary>
    public static int Status { get; private set; }

    /// <summary>What nobody handled.</summary>
    public static Exception? Exception { get; set; }

    /// <summary>Runs a part of a program; how it ended, if it did not return.</summary>
    public static ProgramEnd Run(ProgramStep step, out bool returned)
    {
        s_end = ProgramEnd.None;
        returned = StackBoundary.Run((int)step);
        return s_end;
    }

    /// <summary>Ends the running program.</summary>
    [DoesNotReturn, NoAllocation]
    public static void Leave(ProgramEnd end, int status = 0)
    {
        s_end = end;
        Status = status;
        StackBoundary.Abandon();
    }

    /// <summary>Says how the program ends that the return from an interrupt will leave.</summary>
    [NoAllocation]
    public static void HasLeft(ProgramEnd end) => s_end = end;

    /// <summary>Called by <see cref="StackBoundary"/>, within the boundary.</summary>
    [RuntimeExport("theseus_bounded_step")]
    private static void RunStep(int step)
    {
        switch ((ProgramStep)step)
        {
            case ProgramStep.Main:
                ProgramRunner.RunMain();
                break;
            case ProgramStep.Begin:
                ProgramRunner.Begin();
                break;
            case ProgramStep.Shell:
                Upcalls.RunShell();
                break;
            case ProgramStep.TellHandlers:
                ProgramReport.TellHandlers();
                break;
            case ProgramStep.WriteText:
                ProgramReport.WriteText();
                break;
            case ProgramStep.WriteMessage:
                ProgramReport.WriteMessage();
                break;
            case ProgramStep.WriteMessageAlone:
                ProgramReport.WriteMessageAlone();
                break;
            case ProgramStep.WriteType:
                ProgramReport.WriteType();
                break;
        }
    }

    /// <summary>
    /// CoreLib's dispatcher found no handler, or cannot go on. Within a program the root of the stack answers that,
    /// where there is room and where what the program's frames held is free; elsewhere it is for CoreLib to say, and
    /// ends in a panic.
    /// </summary>
    [RuntimeExport("theseus_fail_fast")]
    private static void FailFast(int reason, Exception? exception, nint address, nint context)
    {
        if (StackBoundary.IsSet && exception != null && reason != EnvironmentFailFast)
        {
            Exception = exception;
            TaskFault.OfException();
            Leave(ProgramEnd.Unhandled);
        }

        CoreLibFailFast(reason, exception, address, context);
    }

    /// <summary>CoreLib's own way to fail has failed.</summary>
    [RuntimeExport("RhpFallbackFailFast")]
    private static void FallbackFailFast()
    {
        if (StackBoundary.IsSet)
        {
            TaskFault.OfException(FaultCause.NotDispatched);
            Upcalls.Write("Process terminated: an exception could not be dispatched.\n"u8);
            Leave(ProgramEnd.Aborted);
        }

        Panic.Stop("CoreLib's exception dispatcher gave up"u8);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "RuntimeFailFast")]
    private static extern void CoreLibFailFast(int reason, Exception? exception, nint address, nint context);
}
