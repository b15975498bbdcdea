using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// Waits that nothing can end: no task of the program can run, and none waits for a time or for what comes from
/// outside. On other systems the program hangs; here the wait is ended, and its caller hears why.
/// </summary>
[Resident]
internal static class HopelessWaits
{
    private const int Word = 64; // as many as ProgramTable has places

    /// <summary>True while a task waits for what a device's interrupt may bring.</summary>
    public static bool DeviceMayWakeOne
    {
        get
        {
            for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
            {
                if (task.State.Phase == TaskPhase.Blocked
                    && task.State.Kind is WaitKind.Device or WaitKind.Interrupt)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Ends the one that is given up most easily, else the last to begin of those that are refused, of a program in
    /// which nothing else can go on. False if there is none such. Interrupts are off.
    /// </summary>
    public static bool TryEndOne()
    {
        ulong alive = ProgramsThatMayGoOn();
        TaskReference found = default;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            if (task.State.Phase == TaskPhase.Blocked && (alive >> task.State.Program & 1) == 0
                && task.State.Kind is (WaitKind.Courtesy or WaitKind.Signal) && IsBetter(task, found))
            {
                found = task;
            }
        }

        if (found.IsNone)
        {
            return false;
        }

        Scheduler.Wake(found, WakeReason.Hopeless);
        return true;
    }

    /// <summary>A bit for each program in which a task waits for what will or may come from outside of it.</summary>
    private static ulong ProgramsThatMayGoOn()
    {
        ulong alive = 0;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            ref TaskState state = ref task.State;
            bool mayGoOn = state.Phase is TaskPhase.Runnable or TaskPhase.Running or TaskPhase.None
                || state.Kill != KillPhase.None
                || (state.Phase == TaskPhase.Blocked
                    && ((state.WakeAt != Scheduler.Never && task != SystemTask.Scrubber)
                        || state.Kind is WaitKind.Device or WaitKind.Interrupt or WaitKind.Program));
            alive |= mayGoOn || ProgramTable.IsStopped(task) ? 1UL << (state.Program % Word) : 0;
        }

        return alive;
    }

    private static bool IsBetter(TaskReference task, TaskReference than)
    {
        if (than.IsNone)
        {
            return true;
        }

        bool isCourtesy = task.State.Kind == WaitKind.Courtesy;
        bool thanIsCourtesy = than.State.Kind == WaitKind.Courtesy;
        if (isCourtesy != thanIsCourtesy)
        {
            return isCourtesy;
        }

        // One of the class library's waits for work; it is the last, for a program may give a thread any name.
        if (task.State.IsService != than.State.IsService)
        {
            return than.State.IsService;
        }

        // A main task most often waits for the others.
        bool isMain = IsMain(task);
        return isMain != IsMain(than) ? !isMain : task.State.RunningSince > than.State.RunningSince;
    }

    private static bool IsMain(TaskReference task) => ProgramTable.At(task.State.Program).Main == task;
}
