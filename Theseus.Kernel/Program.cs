using System.Runtime;
using System.Text;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Supervision;

namespace Theseus.Kernel;

/// <summary>
/// What the kernel does once C# is whole: it runs the shell, and begins it anew where it fails; where it fails in the
/// same way again, with fresh copies of the cells that the fault came through, and of the driver that edits lines. What
/// the shell must not lose (jobs, the lines of a script, what was typed before) it keeps in <see cref="StateStore"/>.
/// </summary>
internal static class Program
{
    private const string Shell = "shell";

    private static FaultLadder s_ladder; // of the shell's faults
    private static CellNumber s_shell;
    private static bool s_isPrepared;
    private static Exception? s_failure; // of its last life; null where that was left
    private static int? s_status; // null until it has returned

    private static int Main()
    {
        Drivers.Offer();
        CellNumber shell = Apps.Find(Shell);
        if (shell.IsNone)
        {
            Console.Error.WriteLine("theseus: the world has no cell named 'shell'.");
            return 1;
        }

        Scheduler.BeUrgent(); // whatever runs, the prompt can end it
        PrepareForFullMemory();
        s_shell = shell;
        RestartWindow restarts = new(SystemServices.MostShellRestarts, SystemServices.ShellWithinMs);
        while (true)
        {
            s_failure = null;
            ProgramBoundary.Run(ProgramStep.Shell, out _);
            if (s_status is { } status)
            {
                return status;
            }

            StackBoundary.IsStateBroken = false;
            Collector.BeginAnew(); // one that was given up, of the heap that the shell's next life has too
            BeginAnew(s_failure, restarts);
        }
    }

    /// <summary>
    /// Theseus.Tasks: a life of the shell, within a boundary that it can be left at: not where it stands, but where its
    /// stack or what it calls is not what it was, nothing can be thrown.
    /// </summary>
    [RuntimeExport("theseus_run_shell")]
    private static void Live()
    {
        try
        {
            if (!s_isPrepared)
            {
                ModuleInitializers.Run(s_shell, forEver: true);
                s_isPrepared = true;
            }

            s_status = Apps.Run(s_shell, []) ?? 0;
        }
        catch (Exception exception) when (TaskFault.IsNoted())
        {
            s_failure = exception;
        }
    }

    /// <summary>
    /// The shell has failed: says that it is to begin anew, or stops the kernel where that was too often, or would be
    /// of no use: a damaged cell is so afterwards too.
    /// </summary>
    private static void BeginAnew(Exception? exception, RestartWindow restarts)
    {
        string what = exception is null ? "its memory, its stack or its code is not what it was"
            : $"{exception.GetType()}: {exception.Message}";
        if (TellsOfCell(exception) || !restarts.TryAdd())
        {
            Panic.Stop(Encoding.UTF8.GetBytes($"the shell has ended: {what}"));
        }

        uint task = TaskList.CurrentNumber;
        Escalate(task);
        SystemServices.ShellRestarts++;
        SystemServices.ShellLastType = FaultLog.TypeOf(task);
        FaultLog.Answer(task, FaultOutcome.Restarted, restarts.Count, SystemServices.MostShellRestarts,
            SystemServices.ShellWithinMs);
        try
        {
            ConsoleOutput.Write(Encoding.UTF8.GetBytes($"the shell has failed, and begins anew ({restarts.Count} of "
                + $"{SystemServices.MostShellRestarts} within {SystemServices.ShellWithinMs / 1000} s): "
                + $"{what}\n"));
        }
        catch (OutOfMemoryException)
        {
            ConsoleOutput.Write("the shell has failed, and begins anew; there is no memory to say more\n"u8);
        }
    }

    /// <summary>The same fault again: more begins anew than the shell.</summary>
    private static void Escalate(uint task)
    {
        FaultRecord record = default;
        int step = s_ladder.Climb(task, SystemServices.ShellWithinMs, ref record);
        CellNumber cell = CellEscalation.CellAt(in record, step);
        if (!cell.IsNone)
        {
            CellEscalation.Replace(task, cell);
            Drivers.StartLineEditor();
        }
    }

    private static bool TellsOfCell(Exception? exception)
    {
        Exception? at = exception;
        while (at is not null and not CellLoadException)
        {
            at = at.InnerException;
        }

        return at is not null;
    }

    /// <summary>
    /// CoreLib notes in a thread static that an <see cref="OutOfMemoryException"/> is being made. The static itself is
    /// made when that is first done, for which there would be no memory either, and so on until the stack is full. So
    /// it is done once while there is memory: for a string that is too long, which is refused before memory is looked
    /// for. The task of the shell is the one that begins programs, and no program's boundary is there to end it.
    /// </summary>
    private static void PrepareForFullMemory()
    {
        try
        {
            GC.KeepAlive(new string(' ', int.MaxValue));
        }
        catch (OutOfMemoryException)
        {
        }
    }
}
