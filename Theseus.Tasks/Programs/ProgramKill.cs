using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Programs;

/// <summary>
/// The kill of a program: its main task, and those that were spawned as the system's own, are unwound as
/// <see cref="KillTask"/> does it, so that what they hold is given back in order. Threads of CoreLib's end with the
/// program.
/// </summary>
internal static class ProgramKill
{
    /// <summary>Asks for it. <see cref="ProgramTable.WaitFor(int, ulong)"/> tells when it has ended.</summary>
    /// <param name="place">The program's.</param>
    /// <param name="graceMilliseconds">How long handlers of the program's may hold it.</param>
    /// <param name="limitMilliseconds">After which time it is ended without unwinding.</param>
    public static void Request(int place, ulong graceMilliseconds, ulong limitMilliseconds)
    {
        bool on = Scheduler.TurnOff();
        ProgramTable.GoOn(place);
        TaskReference next;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = next)
        {
            next = task.NextOfAll;
            bool isUnwound = task == ProgramTable.At(place).Main || task.State.Spawned != 0;
            if (task.State.Program == place && isUnwound && task != TaskReference.Current)
            {
                KillTask.Ask(task, graceMilliseconds, limitMilliseconds);
            }
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>True if a program's main task waits for a device, where no exception can reach it.</summary>
    public static bool WaitsForInput(int place)
    {
        bool on = Scheduler.TurnOff();
        TaskReference main = ProgramTable.At(place).Main;
        bool waits = !main.IsNone && main.State.Phase == TaskPhase.Blocked && main.State.Kind == WaitKind.Device;
        Scheduler.TurnOn(on);
        return waits;
    }
}
