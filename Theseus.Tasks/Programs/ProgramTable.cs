using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Testing;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Runtime.Unwind;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Programs;

/// <summary>
/// The programs that there are, by place. Place 0 is the system's own, the shell among it, which does not end.
/// </summary>
[Resident]
internal static class ProgramTable
{
    /// <summary>Places, that of the system's own included.</summary>
    public const int Places = 64;

    [InlineArray(Places)]
    private struct Table
    {
        private ProgramRecord _first;
    }

    private static Table s_table;
    private static uint s_last;
    private static int s_stopped; // programs that are
    private static int s_endsWanted; // programs that are to be led to their ends

    /// <summary>The program that the keyboard is at: what is typed is its input, and ends or stops it.</summary>
    public static int Foreground { get; private set; }

    /// <summary>The program of the task that runs.</summary>
    public static int Current => TaskReference.Current.State.Program;

    /// <summary>True if a program's task runs, and not the system's.</summary>
    public static bool IsProgram => Current != 0;

    /// <summary>A program, by its place.</summary>
    public static ref ProgramRecord At(int place) => ref s_table[place];

    /// <summary>True of a task whose program is stopped.</summary>
    public static bool IsStopped(TaskReference task) =>
        s_stopped != 0 && At(task.State.Program).Phase == ProgramPhase.Stopped;

    /// <summary>True if input is for the program of the task that runs.</summary>
    public static bool IsAtKeyboard => Current == Foreground;

    /// <summary>A free place, taken for a program of the running one's; 0 if there is none.</summary>
    public static int Take()
    {
        for (int place = 1; place < Places; place++)
        {
            ref ProgramRecord record = ref At(place);
            if (record.Phase == ProgramPhase.None)
            {
                record = default;
                record.Phase = ProgramPhase.Running;
                record.Number = ++s_last;
                record.Parent = Current;
                return place;
            }
        }

        return 0;
    }

    /// <summary>Gives the place of a program back that has ended, or that never began.</summary>
    public static void Give(int place)
    {
        bool on = Scheduler.TurnOff();
        GoOn(place);
        LeaveForeground(place);
        ref ProgramRecord record = ref At(place);
        SetEndWanted(ref record, false);
        record.Phase = ProgramPhase.None;
        record.Main = default;
        record.Instance = 0;
        Scheduler.WakeAll(ref record.Waiting);
        Scheduler.TurnOn(on);
    }

    /// <summary>Puts a program at the keyboard, if it runs or is stopped.</summary>
    public static void SetForeground(int place)
    {
        bool on = Scheduler.TurnOff();
        if (At(place).Phase is ProgramPhase.Running or ProgramPhase.Stopped)
        {
            Foreground = place;
            InputWait.OnInput(); // whose it is now looks again
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Its main task is at its end. Interrupts are off.</summary>
    public static void HasEnded(int place, int status)
    {
        ref ProgramRecord record = ref At(place);
        GoOn(place);
        record.Status = status;
        record.Phase = ProgramPhase.Ended;
        FaultLog.CloseProgram(record.Number, status);
        AllocationFailures.DisarmWith(record.Owner);
        SetEndWanted(ref record, false);
        LeaveForeground(place);
        Scheduler.WakeAll(ref record.Waiting);
    }

    /// <summary>
    /// Lets none of its tasks run from here on. Does nothing to one that does not run, or is to end.
    /// </summary>
    public static void Stop(int place)
    {
        bool on = Scheduler.TurnOff();
        ref ProgramRecord record = ref At(place);
        if (place != 0 && record.Phase == ProgramPhase.Running && record.Outside == ProgramEnd.None
            && (record.Main.IsNone || record.Main.State.Kill == KillPhase.None))
        {
            record.Phase = ProgramPhase.Stopped;
            s_stopped++;
            LeaveForeground(place);
            Scheduler.WakeAll(ref record.Waiting);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>Waits until a program has ended (true), or is stopped, or until a time.</summary>
    public static bool WaitFor(int place, ulong until = Scheduler.Never)
    {
        bool on = Scheduler.TurnOff();
        ref ProgramRecord record = ref At(place);
        uint number = record.Number;
        WakeReason reason = WakeReason.Signalled;
        while (record.Number == number && record.Phase == ProgramPhase.Running && reason == WakeReason.Signalled)
        {
            WaitQueue.Add(ref record.Waiting, TaskReference.Current);
            reason = Scheduler.Wait(WaitKind.Program, until);
        }

        // Whoever began it may have asked for its status meanwhile, and the place be another's.
        bool hasEnded = record.Number != number || record.Phase is ProgramPhase.Ended or ProgramPhase.None;
        Scheduler.TurnOn(on);
        return hasEnded;
    }

    /// <summary>Waits until a program has ended, which goes on if it was stopped.</summary>
    public static void WaitForEnd(int place)
    {
        while (!WaitFor(place))
        {
            GoOn(place);
        }
    }

    /// <summary>Lets its tasks run again.</summary>
    public static void GoOn(int place)
    {
        bool on = Scheduler.TurnOff();
        ref ProgramRecord record = ref At(place);
        if (record.Phase == ProgramPhase.Stopped)
        {
            record.Phase = ProgramPhase.Running;
            s_stopped--;
            Scheduler.TakeUpPassedOver();
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Asks for a program's end, which the next tick that can stop a task brings about, or the CPU when it is idle. An
    /// interrupt may do so in the middle of anything.
    /// </summary>
    public static void AskForEnd(int place, ProgramEnd end)
    {
        bool on = Scheduler.TurnOff();
        ref ProgramRecord record = ref At(place);
        if (place != 0 && record.Phase is ProgramPhase.Running or ProgramPhase.Stopped)
        {
            record.Outside = end;
            SetEndWanted(ref record, true);
            GoOn(place);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Ends a program from outside: at once if none of its tasks runs, else where the one that does can be left. Not
    /// from an interrupt in the middle of kernel code, for the program's instance may have to be mapped.
    /// </summary>
    public static void End(int place, ProgramEnd end)
    {
        bool on = Scheduler.TurnOff();
        AskForEnd(place, end);
        EndWanted(Current);
        Scheduler.TurnOn(on);
    }

    /// <summary>
    /// Leads the programs to their ends that somebody has asked to end, but for one, whose task runs. Interrupts are
    /// off.
    /// </summary>
    /// <param name="running">The program of the task that runs; -1 where none does.</param>
    public static void EndWanted(int running)
    {
        for (int place = 1; place < Places && s_endsWanted != 0; place++) // each tick comes here
        {
            ref ProgramRecord record = ref At(place);
            if (record.IsEndWanted && place != running)
            {
                SetEndWanted(ref record, false);
                Lead(record.Main);
            }
        }
    }

    /// <summary>
    /// The running task's program is to end, and the task can be left here: its boundary goes on. Whoever asks does so.
    /// </summary>
    public static bool IsEndWantedOfCurrent => At(Current).IsEndWanted;

    /// <summary>The running task's program has been left.</summary>
    public static void HasLeft() => SetEndWanted(ref At(Current), false);

    private static void SetEndWanted(ref ProgramRecord record, bool isWanted)
    {
        if (record.IsEndWanted != isWanted)
        {
            record.IsEndWanted = isWanted;
            s_endsWanted += isWanted ? 1 : -1;
        }
    }

    private static void Lead(TaskReference main)
    {
        if (!StackBoundary.Lead(main))
        {
            return; // it has not begun yet, or ends already, and will see what is wanted
        }

        Scheduler.Unlink(main);
        Scheduler.AddFirst(main);
    }

    private static void LeaveForeground(int place)
    {
        if (Foreground == place)
        {
            Foreground = At(place).Parent;
            InputWait.OnInput();
        }
    }
}
