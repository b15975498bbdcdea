using Theseus.Format;

namespace Theseus.Tasks.Programs;

/// <summary>
/// The request from outside that the program that runs shall end: Ctrl-C. An interrupt makes it; it is met where
/// nothing of the kernel's is in the middle of anything: at a tick of the timer that finds code of the program's
/// running, or where the CPU has nothing to do.
/// </summary>
[Resident]
internal static class Interruption
{
    /// <summary>True until the program has been left.</summary>
    public static bool IsRequested { get; private set; }

    /// <summary>Makes it, if a program runs.</summary>
    public static void Request() => IsRequested = ProgramRunner.Depth != 0;

    /// <summary>The program has been left by the return from an interrupt.</summary>
    public static void HasLeft()
    {
        IsRequested = false;
        ProgramBoundary.HasLeft(ProgramEnd.Interrupted);
    }

    /// <summary>Leaves the program, where the running task only waits.</summary>
    public static void LeaveFromWait()
    {
        IsRequested = false;
        ProgramBoundary.Leave(ProgramEnd.Interrupted);
    }

    /// <summary>A program has ended otherwise.</summary>
    public static void Forget() => IsRequested = false;
}
