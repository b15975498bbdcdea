using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Native.Terminal;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// Signals from outside of a program. What it wants of them is in its instance, which may not be the one that runs.
/// </summary>
[Resident]
internal static class ProgramSignals
{
    /// <summary>Raises a signal in a program. False if it does not handle it.</summary>
    public static bool TryRaise(int program, int signal)
    {
        bool on = Scheduler.TurnOff();
        nuint running = Instances.Current;
        Instances.Activate(ProgramTable.At(program).Instance);
        bool isRaised = NativeSignals.TryRaise(signal);
        Instances.Activate(running);
        Scheduler.TurnOn(on);
        return isRaised;
    }

    /// <summary>True if a program wants to read Ctrl-C and its like as input. Interrupts are off.</summary>
    public static bool ReadsBreaks(int program)
    {
        nuint running = Instances.Current;
        Instances.Activate(ProgramTable.At(program).Instance);
        bool reads = NativeTerminal.BreakIsInput;
        Instances.Activate(running);
        return reads;
    }
}
