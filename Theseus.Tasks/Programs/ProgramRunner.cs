using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Platform.Native.Memory;
using Theseus.Platform.Native.Terminal;

namespace Theseus.Platform.Programs;

/// <summary>
/// Runs programs. Each finds the world as the one before found it, and ends as on .NET: its exit handlers are called, its status is
/// what it said, and nothing of it runs or is held any longer.
/// </summary>
// SAFETY: the body is a static method; what is put back is what this class has saved.
internal static unsafe class ProgramRunner
{
    /// <summary>Status of a program that an exception ended: 128 and the number of SIGABRT, as .NET on Linux has it.</summary>
    public const int Aborted = 128 + 6;

    /// <summary>Status of a program that there was no memory for.</summary>
    public const int NotStarted = 126;

    private static int s_app;
    private static string[] s_arguments = [];

    /// <summary>How deep programs are nested; 0 while none runs.</summary>
    public static int Depth { get; private set; }

    /// <summary>Runs an app to its end; returns its status, 0 to 255.</summary>
    public static int Run(int app, string[] arguments)
    {
        string name = Apps.NameOf(app);
        MemoryOwner owner = OwnerTable.Register(MemoryKind.Program, System.Text.Encoding.UTF8.GetBytes(name));
        MemoryOwner outer = OwnerTable.Enter(owner);
        FinalizerContext.RunPending();
        GC.Collect(); // what is garbage now would be kept while the program runs
        ReportReserve.Fill();
        int status;
        if (TryTakeCheckpoint())
        {
            status = RunWithin(app, arguments);
            PutBackCheckpoint();
        }
        else
        {
            Machine.WriteConsole("theseus: there is not enough memory to start a program.\n"u8);
            status = NotStarted;
        }

        OwnerTable.Enter(outer);
        OwnerEnd.ReleaseAll(owner);
        OwnerTable.End(owner);
        return status;
    }

    private static bool TryTakeCheckpoint()
    {
        if (!WorldCheckpoint.TryBegin())
        {
            return false;
        }

        if (NativeMappings.TrySave() && CellCheckpoint.TrySave() && WorldCheckpoint.TryTake())
        {
            Depth++;
            return true;
        }

        WorldCheckpoint.Cancel();
        return false;
    }

    private static void PutBackCheckpoint()
    {
        ProgramBoundary.Exception = null;
        s_arguments = [];
        FinalizerContext.BeginAnew();
        NativeTerminal.OnProgramEnd();
        NativeMappings.EndProgram();
        CellCheckpoint.PutBack();
        WorldCheckpoint.PutBack();
        Depth--;
        StackGuard.Close();
    }

    private static int RunWithin(int app, string[] arguments)
    {
        bool outerExits = ProgramIdentity.SetExiting(false);
        s_app = app;
        s_arguments = arguments;
        ProgramEnd end = ProgramBoundary.Run(&Body, out _);
        FinalizerContext.BeginAnew(); // nothing of the program goes on by itself
        int status = Conclude(end);
        ProgramIdentity.SetExiting(outerExits);
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
                Machine.WriteConsole("The program has failed again while its failure was handled (a stack overflow, or a cell that cannot be loaded): it has ended.\n"u8);
                return Aborted;
            case ProgramEnd.Overdue:
                Machine.WriteConsole("A finalizer has run for 10 seconds and does not end: the program is ended.\n"u8);
                return Aborted;
            default:
                return Aborted;
        }
    }

    /// <summary>
    /// A program that ends for want of memory gives up what its own statics and handles hold before its exception's text is made, and
    /// the reserve is opened: text needs memory, and so does the code that makes it.
    /// </summary>
    private static void MakeRoom()
    {
        if (ProgramBoundary.Exception is OutOfMemoryException)
        {
            WorldCheckpoint.FreeStrongHandles();
            CellCheckpoint.PutBack(s_app);
            ReportReserve.Release();
            GC.Collect();
        }
    }

    private static void Body()
    {
        ProgramIdentity.Set(s_app, Apps.NameOf(s_app), s_arguments);
        ModuleInitializers.Run(s_app, forEver: false);
        int? status = Apps.Run(s_app, s_arguments);
        Environment.Exit(status ?? Environment.ExitCode);
    }
}
