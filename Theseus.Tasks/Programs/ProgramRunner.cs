using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Runs programs. Each finds the world as whoever begins it has it, and ends as on .NET: its exit handlers are called,
/// its status is what it said, and nothing of it runs or is held any longer. Any number run side by side.
/// </summary>
[OfInstance]
internal static class ProgramRunner
{
    /// <summary>
    /// Status of a program that an exception ended: 128 and the number of SIGABRT, as .NET on Linux has it.
    /// </summary>
    public const int Aborted = 128 + 6;

    /// <summary>Status of a program that Ctrl-C ended: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 128 + 2;

    /// <summary>
    /// Status of a program that was killed, or ended with a task that was cut: 128 and the number of SIGKILL.
    /// </summary>
    public const int Cut = 128 + 9;

    /// <summary>Status of a program that was stopped and has not ended: 128 and the number of SIGTSTP.</summary>
    public const int Stopped = 128 + 20;

    /// <summary>Status of a program that there was no memory for.</summary>
    public const int NotStarted = 126;

    private const nuint MainStackBytes = 1 << 20;
    private const int OwnTasks = 2; // the main one and the finalizers'

    private static CellNumber s_app;
    private static bool s_hasFinalizers;
    private static string[] s_arguments = [];

    /// <summary>The name of the program that runs; the system's where none does.</summary>
    public static string CurrentName => NameOf(ProgramTable.Current);

    /// <summary>The name of a program, by its place; the system's for place 0.</summary>
    public static string NameOf(int place) => place == 0 ? "theseus" : ProgramTable.At(place).Owner.Name;

    /// <summary>True once the exit handlers of the program that runs are being called.</summary>
    public static bool IsExiting { get; set; }

    /// <summary>Runs an app to its end at the keyboard; returns its status, 0 to 255.</summary>
    public static int Run(CellNumber app, string[] arguments)
    {
        int place = Start(app, arguments, atKeyboard: true);
        if (place == 0)
        {
            return NotStarted;
        }

        ProgramTable.WaitForEnd(place); // only the shell has a use for one that is stopped
        return Reap(place);
    }

    /// <summary>
    /// Begins an app. Its place in <see cref="ProgramTable"/>; 0 if there is no memory, which is said.
    /// </summary>
    public static int Start(CellNumber app, string[] arguments, bool atKeyboard)
    {
        if (ProgramTable.IsProgram && TaskList.CountOfProgram > OwnTasks)
        {
            Upcalls.Write("theseus: a program that has other threads cannot begin another.\n"u8);
            return 0; // the new one would believe that it has them
        }

        FinalizerTask.RunPending();
        GC.Collect(); // what is garbage now would be copied
        RunPool.Trim(0);
        ReportReserve.Fill();
        using TurnHold hold = TurnHold.Take(); // nobody finds a program that is half made
        int place = ProgramTable.Take();
        if (place == 0)
        {
            Upcalls.Write("theseus: there are too many programs.\n"u8);
            return 0;
        }

        bool isStarted = false;
        try
        {
            isStarted = TryStart(place, app, arguments);
        }
        finally
        {
            if (!isStarted)
            {
                OwnerTable.End(ProgramTable.At(place).Owner);
                ProgramTable.Give(place);
            }
        }

        if (!isStarted)
        {
            Upcalls.Write("theseus: there is not enough memory to start a program.\n"u8);
            return 0;
        }

        if (atKeyboard && ProgramTable.IsAtKeyboard)
        {
            ProgramTable.SetForeground(place);
        }

        return place;
    }

    /// <summary>Gives back what is left of a program that has ended, none of whose tasks is left; its status.</summary>
    public static int Reap(int place)
    {
        ref ProgramRecord record = ref ProgramTable.At(place);
        int status = record.Status;
        nuint instance = record.Instance;
        record.Instance = 0; // where this fails in the middle, whoever tries again does not give back twice
        if (instance != 0)
        {
            Instances.End(instance);
        }

        TaskOwner.EndAllOf(record.Owner);
        OwnerEnd.ReleaseAll(record.Owner);
        OwnerTable.End(record.Owner);
        ProgramTable.Give(place);
        StackGuard.Close();
        return status;
    }

    private static bool TryStart(int place, CellNumber app, string[] arguments)
    {
        ref ProgramRecord record = ref ProgramTable.At(place);
        record.Owner = OwnerTable.Register(MemoryKind.Program, NameOf(app, record.Number));
        if (OwnerTable.IsShared(record.Owner))
        {
            return false; // its end would release what others have
        }

        TaskOwned.PrepareProgram();
        nint handle = KeptObject.Keep(arguments);
        bool isForked = Instances.TryFork(record.Owner, out record.Instance);
        KeptObject.Free(handle); // the new instance has its own
        if (!isForked)
        {
            return false;
        }

        if (!TaskStarts.TryMake(MainStackBytes, out TaskReference main))
        {
            Instances.End(record.Instance);
            return false;
        }

        main.State.Program = place;
        main.State.Instance = record.Instance;
        main.State.Start = app.Value;
        main.State.EntryCell = app;
        main.State.Name.Set("main");
        main.State.Parameter = handle;
        main.Block.InheritThreadStatics(ThreadControlBlock.Running); // it goes on as what the running one is
        record.Main = main;
        bool on = Scheduler.TurnOff();
        Threads.Add(main);
        Scheduler.Add(main);
        Scheduler.TurnOn(on);
        return true;
    }

    /// <summary>The app's, and its number where another program of that name runs.</summary>
    private static byte[] NameOf(CellNumber app, uint number)
    {
        string name = Upcalls.NameOf(app);
        byte[] text = Encoding.UTF8.GetBytes(name);
        for (int place = 1; place < ProgramTable.Places; place++)
        {
            ref ProgramRecord other = ref ProgramTable.At(place);
            if (other.Phase != ProgramPhase.None && other.Number != number && other.Owner.Name == name)
            {
                return Encoding.UTF8.GetBytes($"{name}#{number}");
            }
        }

        return text;
    }

    /// <summary>The body of a program's main task.</summary>
    internal static void RunMainTask()
    {
        Instances.Begin();
        StackBoundary.Reset();
        int place = TaskReference.Current.State.Program;
        s_hasFinalizers = false;
        ProgramBoundary.Run(ProgramStep.Begin, out bool hasBegun);
        int status = !hasBegun ? NotBegun(place) : s_hasFinalizers ? RunWithin(place) : NotStarted;
        Upcalls.EndProgram();
        Scheduler.TurnOff();
        ProgramTable.HasEnded(place, status);
        TaskEnds.Exit();
    }

    /// <summary>
    /// What comes before the program's own code. It is the kernel's, and may fail all the same, where memory or code is
    /// not what it was: then the program ends, and not the machine.
    /// </summary>
    internal static void Begin()
    {
        Upcalls.BeginProgram();
        ref TaskState state = ref TaskReference.Current.State;
        IsExiting = false;
        s_app = new CellNumber((int)state.Start);
        s_arguments = (string[])KeptObject.Get(state.Parameter);
        KeptObject.Free(state.Parameter);
        ProgramBoundary.Exception = null;
        TaskOwned.BeginProgram();
        SpawnedTask.BeginProgram();
        s_hasFinalizers = FinalizerTask.Initialize();
    }

    private static int NotBegun(int place)
    {
        StackBoundary.IsStateBroken = false;
        Upcalls.Write("The program could not begin: what begins it, or its memory, is not what it was.\n"u8);
        TaskEnds.EndAll(place);
        return Aborted;
    }

    private static int RunWithin(int place)
    {
        ProgramEnd end = ProgramEnd.None;
        if (ProgramTable.At(place).Outside == ProgramEnd.None)
        {
            end = ProgramBoundary.Run(ProgramStep.Main, out _);
        }

        FinalizerTask.IsHeld = true;
        FinalizerTask.BeginAnew();
        ProgramEnd outside = ProgramTable.At(place).Outside;
        int status = Conclude(outside != ProgramEnd.None ? outside : end);
        EndChildren(place);
        TaskEnds.EndAll(place);
        return status;
    }

    /// <summary>Ends the programs that a program has begun and not waited for.</summary>
    private static void EndChildren(int place)
    {
        for (int child = 1; child < ProgramTable.Places; child++)
        {
            ref ProgramRecord record = ref ProgramTable.At(child);
            if (record.Phase != ProgramPhase.None && record.Parent == place && record.Instance != 0)
            {
                EndChildren(child);
                TaskEnds.EndAll(child);
                Reap(child);
            }
        }
    }

    private static int Conclude(ProgramEnd end)
    {
        switch (end)
        {
            case ProgramEnd.Exited:
                return ProgramBoundary.Status & 0xFF;
            case ProgramEnd.Unhandled:
                MakeRoom();
                return ProgramReport.Run(out int status) ? status & 0xFF : Aborted;
            case ProgramEnd.None when StackBoundary.IsStateBroken:
                StackBoundary.IsStateBroken = false;
                TaskFault.OfException(FaultCause.Abandoned);
                Upcalls.Write("The program's memory, its stack or its code is not what it was: it has ended.\n"u8);
                return Aborted;
            case ProgramEnd.None:
                TaskFault.OfException(FaultCause.Abandoned);
                Upcalls.Write("The program has failed again while its failure was handled "u8);
                Upcalls.Write("(a stack overflow, or a cell that cannot be loaded): it has ended.\n"u8);
                return Aborted;
            case ProgramEnd.Interrupted:
                Upcalls.Write("^C\n"u8);
                return Interrupted;
            case ProgramEnd.Cut:
            case ProgramEnd.Killed:
                return Cut;
            case ProgramEnd.Overdue:
                TaskFault.OfException(FaultCause.Overdue);
                Upcalls.Write("A finalizer has run for 10 seconds and does not end: the program is ended.\n"u8);
                return Aborted;
            default:
                return Aborted;
        }
    }

    /// <summary>
    /// A program that ends for want of memory gives up what its own statics and handles hold before its exception's
    /// text is made, and the reserve is opened: text needs memory, and so does the code that makes it.
    /// </summary>
    private static void MakeRoom()
    {
        if (ProgramBoundary.Exception is OutOfMemoryException)
        {
            TaskEnds.EndAll(ProgramTable.Current); // they use what is about to go
            Handles.FreeStrongOfProgram();
            Upcalls.PutBackCell(s_app);
            ReportReserve.Release();
            GC.Collect();
        }
    }

    /// <summary>The first step of a program; it ends within.</summary>
    internal static void RunMain()
    {
        try
        {
            Upcalls.RunProgram(s_app, s_arguments);
        }
        catch (TaskKilledException)
        {
            ProgramBoundary.Leave(ProgramEnd.Killed);
        }
    }
}
