using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Runs programs. Each finds the world as the one before found it, and ends as on .NET: its exit handlers are called,
/// its status is what it said, and nothing of it runs or is held any longer.
/// </summary>
internal static class ProgramRunner
{
    /// <summary>
    /// Status of a program that an exception ended: 128 and the number of SIGABRT, as .NET on Linux has it.
    /// </summary>
    public const int Aborted = 128 + 6;

    /// <summary>Status of a program that Ctrl-C ended: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 128 + 2;

    /// <summary>Status of a program that ended with a task that was cut: 128 and the number of SIGKILL.</summary>
    public const int Cut = 128 + 9;

    /// <summary>Status of a program that there was no memory for.</summary>
    public const int NotStarted = 126;

    private static CellNumber s_app;
    private static string[] s_arguments = [];

    /// <summary>How deep programs are nested; 0 while none runs.</summary>
    public static int Depth { get; private set; }

    /// <summary>The name of the program that runs; the system's where none does.</summary>
    public static string CurrentName => Depth != 0 ? MemoryOwner.Current.Name : "theseus";

    /// <summary>True once the exit handlers of the program that runs are being called.</summary>
    public static bool IsExiting { get; set; }

    /// <summary>Runs an app to its end; returns its status, 0 to 255.</summary>
    public static int Run(CellNumber app, string[] arguments)
    {
        string name = Upcalls.NameOf(app);
        MemoryOwner owner = OwnerTable.Register(MemoryKind.Program, System.Text.Encoding.UTF8.GetBytes(name));
        MemoryOwner outer = OwnerTable.Enter(owner);
        FinalizerTask.RunPending();
        GC.Collect(); // what is garbage now would be copied
        RunPool.Trim(0);
        ReportReserve.Fill();
        int status;
        if (TryBegin())
        {
            status = RunWithin(app, arguments);
            EndInstance();
        }
        else
        {
            Upcalls.Write("theseus: there is not enough memory to start a program.\n"u8);
            status = NotStarted;
        }

        OwnerTable.Enter(outer);
        OwnerEnd.ReleaseAll(owner);
        OwnerTable.End(owner);
        return status;
    }

    private static bool TryBegin()
    {
        if (!Instances.TryFork())
        {
            return false;
        }

        Handles.BeginProgram();
        Depth++;
        Scheduler.SetDepth(Depth);
        return true;
    }

    private static void EndInstance()
    {
        ProgramBoundary.Exception = null;
        s_arguments = [];
        FinalizerTask.BeginAnew();
        Upcalls.EndProgram();
        Instances.End();
        FinalizerTask.IsHeld = false;
        Depth--;
        Scheduler.SetDepth(Depth);
        Interruption.Forget();
        StackGuard.Close();
    }

    private static int RunWithin(CellNumber app, string[] arguments)
    {
        bool outerExits = IsExiting;
        IsExiting = false;
        s_app = app;
        s_arguments = arguments;
        ProgramEnd end = ProgramBoundary.Run(ProgramStep.Main, out _);
        FinalizerTask.IsHeld = true;
        FinalizerTask.BeginAnew();
        int status = Conclude(end);
        TaskEnds.EndAll(Depth);
        IsExiting = outerExits;
        return status;
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
            case ProgramEnd.None:
                Upcalls.Write("The program has failed again while its failure was handled "u8);
                Upcalls.Write("(a stack overflow, or a cell that cannot be loaded): it has ended.\n"u8);
                return Aborted;
            case ProgramEnd.Interrupted:
                Upcalls.Write("^C\n"u8);
                return Interrupted;
            case ProgramEnd.Cut:
                return Cut;
            case ProgramEnd.Overdue:
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
            TaskEnds.EndAll(Depth); // they use what is about to go
            Handles.FreeStrongOfProgram();
            Upcalls.PutBackCell(s_app);
            ReportReserve.Release();
            GC.Collect();
        }
    }

    /// <summary>The first step of a program; it ends within.</summary>
    internal static void RunMain() => Upcalls.RunProgram(s_app, s_arguments);
}
