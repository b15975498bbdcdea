using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// Signals from outside of a program. How it is told lies in its instance, which may not be the one that runs, and
/// which is made to run only where no kernel code is in the middle of anything: until then a signal is noted.
/// </summary>
[Resident]
internal static class ProgramSignals
{
    private static bool s_any; // programs that are to be told

    /// <summary>Raises a signal in a program. False if it does not handle it.</summary>
    public static bool TryRaise(int program, int signal)
    {
        bool on = Scheduler.TurnOff();
        bool handles = TryNote(program, signal);
        Deliver();
        Scheduler.TurnOn(on);
        return handles;
    }

    /// <summary>As above, from an interrupt: where the program's instance does not run, it is told later.</summary>
    public static bool TryNote(int program, int signal)
    {
        ref ProgramRecord record = ref ProgramTable.At(program);
        ulong bit = 1UL << (signal - 1);
        if ((record.Handles & bit) == 0)
        {
            return false;
        }

        if (record.Instance == Instances.Current)
        {
            NativeSignals.Raise(bit);
        }
        else
        {
            record.Raised |= bit;
            s_any = true;
        }

        return true;
    }

    /// <summary>Tells all that are to be told. Interrupts are off, in no middle of kernel code.</summary>
    [RuntimeExport("theseus_deliver_signals")]
    public static void Deliver()
    {
        if (!s_any)
        {
            return;
        }

        s_any = false;
        nuint running = Instances.Current;
        for (int place = 1; place < ProgramTable.Places; place++)
        {
            ref ProgramRecord record = ref ProgramTable.At(place);
            if (record.Raised != 0 && record.Phase is ProgramPhase.Running or ProgramPhase.Stopped)
            {
                Instances.Activate(record.Instance);
                NativeSignals.Raise(record.Raised);
            }

            record.Raised = 0;
        }

        Instances.Activate(running);
    }
}
