using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;
using Theseus.Tasks.Scheduling;

namespace Theseus.CellLinker;

/// <summary>
/// Live evolution: functions get another body while the system runs (docs/evolution.md). A package is taken in as a
/// whole or not at all. Whoever hands one over decides what machine code runs: that is for trusted cells alone
/// (docs/capabilities.md).
/// </summary>
public static class CellEvolution
{
    private const int MostTries = 200;
    private const ulong BetweenTries = 5; // ms

    private static bool s_isUnderWay;
    private static int s_undone; // one more than the place of what was undone last

    /// <summary>Evolutions from the boot to the state that the system is in.</summary>
    public static uint Generation => EvolutionHistory.Generation;

    /// <summary>The world that was booted, in hexadecimal: the baseline of the first evolution.</summary>
    public static string World => CellTable.World.ToString();

    /// <summary>The state that the system is in, in hexadecimal: the baseline of the next evolution.</summary>
    public static string State => EvolutionHistory.State.ToString();

    /// <summary>Functions that have another body than the one at their home.</summary>
    internal static int FunctionCount => EvolutionHistory.InForce.Length;

    /// <summary>The cells that the evolutions have brought that led to the state of now, and that are there.</summary>
    public static IReadOnlyList<string> CellsKept => [.. CellRegistry.Cells
        .Where(cell => EvolutionHistory.IsOnTheWay(CellTable.At(cell.Number).Evolution))
        .Select(cell => cell.Name)];

    /// <summary>The evolutions that are kept, in the order in which they were taken in.</summary>
    public static IReadOnlyList<EvolutionInfo> Kept
    {
        get
        {
            List<EvolutionInfo> kept = [];
            for (int place = 0; place < EvolutionHistory.Capacity; place++)
            {
                if (EvolutionHistory.At(place).Phase is EvolutionPhase.InForce or EvolutionPhase.Retired)
                {
                    kept.Add(Describe(place));
                }
            }

            kept.Sort((a, b) => a.Generation.CompareTo(b.Generation));
            return kept;
        }
    }

    /// <summary>Leads the system to the state that a package is for.</summary>
    /// <param name="package">The package.</param>
    /// <param name="isDryRun">All is done but the last step, and undone again.</param>
    /// <exception cref="EvolutionException">It was refused.</exception>
    internal static EvolutionResult Apply(ReadOnlySpan<byte> package, bool isDryRun = false)
    {
        ulong start = Begin();
        try
        {
            EvolutionFault fault = EvolutionStaging.Run(package, out int place);
            if (fault.Error != EvolutionError.None)
            {
                throw EvolutionException.Make(in fault, package);
            }

            EvolutionHeader header = new EvolutionView(package).Header;
            int cells = CellsOf(place).Count;
            int functions = (int)header.Changes.Count;
            if (isDryRun)
            {
                return new EvolutionResult(header.Generation, cells, functions, 0, 0, Cpu.ReadTimestamp() - start);
            }

            fault = Lead(place, out int pages, out ulong ticks);
            if (fault.Error != EvolutionError.None)
            {
                throw EvolutionException.Make(in fault, package);
            }

            EvolutionHistory.At(place).Phase = EvolutionPhase.InForce;
            ulong all = Cpu.ReadTimestamp() - start;
            TrySettle();
            return new EvolutionResult(header.Generation, cells, functions, pages, ticks, all);
        }
        finally
        {
            End();
        }
    }

    /// <summary>
    /// Frees the evolutions that nothing needs any more. Whoever takes another one in does so afterwards.
    /// </summary>
    /// <returns>How many are gone.</returns>
    /// <exception cref="EvolutionException"><see cref="EvolutionError.Busy"/></exception>
    internal static int Settle()
    {
        Begin();
        try
        {
            return Settling.Run();
        }
        finally
        {
            End();
        }
    }

    /// <summary>Leads the system back to the state before the one that it is in.</summary>
    /// <exception cref="EvolutionException">It was refused.</exception>
    internal static EvolutionResult Undo()
    {
        ulong start = Begin();
        try
        {
            int undone = EvolutionHistory.Current;
            if (undone < 0 || !EvolutionHistory.CanUndo(undone))
            {
                throw EvolutionException.Make(EvolutionFault.Of(EvolutionError.NothingToUndo), default);
            }

            EvolutionResult result = LeadTo(EvolutionHistory.At(undone).Previous, start);
            EvolutionHistory.At(undone).Phase = EvolutionPhase.Retired;
            s_undone = undone + 1;
            return result;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Leads the system on again to the state that was undone last.</summary>
    /// <exception cref="EvolutionException">It was refused.</exception>
    internal static EvolutionResult Redo()
    {
        ulong start = Begin();
        try
        {
            int undone = s_undone - 1;
            if (undone < 0 || !EvolutionHistory.CanRedo(undone))
            {
                throw EvolutionException.Make(EvolutionFault.Of(EvolutionError.NothingToRedo), default);
            }

            EvolutionResult result = LeadTo(undone, start);
            EvolutionHistory.At(undone).Phase = EvolutionPhase.InForce;
            return result;
        }
        finally
        {
            End();
        }
    }

    /// <summary>To a state that is kept.</summary>
    private static EvolutionResult LeadTo(int place, ulong start)
    {
        int functions = 0;
        RedirectionDifference difference = new(EvolutionHistory.InForce, EvolutionHistory.TableOf(place));
        while (difference.MoveNext())
        {
            functions++;
        }

        EvolutionFault fault = Lead(place, out int pages, out ulong ticks);
        return fault.Error == EvolutionError.None
            ? new EvolutionResult(
                EvolutionHistory.Generation, 0, functions, pages, ticks, Cpu.ReadTimestamp() - start)
            : throw EvolutionException.Make(in fault, default);
    }

    /// <summary>Whatever has ended it: what was staged and is not in force is gone.</summary>
    private static void End()
    {
        for (int place = 0; place < EvolutionHistory.Capacity; place++)
        {
            if (EvolutionHistory.At(place).Phase == EvolutionPhase.Staged)
            {
                EvolutionStaging.Discard(place);
            }
        }

        s_isUnderWay = false;
    }

    /// <summary>Where memory is out for looking, it is for the next to do.</summary>
    private static void TrySettle()
    {
        try
        {
            Settling.Run();
        }
        catch (OutOfMemoryException)
        {
            KernelLog.Write("Theseus: no memory to look for evolutions that nothing needs\n"u8);
        }
    }

    /// <summary>From here on no other can begin; returns what time it is.</summary>
    private static ulong Begin()
    {
        if (s_isUnderWay)
        {
            throw EvolutionException.Make(EvolutionFault.Of(EvolutionError.Busy), default);
        }

        s_isUnderWay = true;
        return Cpu.ReadTimestamp();
    }

    /// <summary>A task that is where a jump is about to be moves on within a slice, as a rule.</summary>
    private static EvolutionFault Lead(int place, out int pages, out ulong ticks)
    {
        EvolutionFault fault = EvolutionCommit.Run(place, out pages, out ticks);
        for (int tries = 1; tries < MostTries && fault.Error is EvolutionError.StillAtEntry or EvolutionError.Moved;
            tries++)
        {
            TaskSleep.For(BetweenTries);
            fault = EvolutionCommit.Run(place, out pages, out ticks);
        }

        return fault;
    }

    private static EvolutionInfo Describe(int place)
    {
        EvolutionHeader header = EvolutionHistory.At(place).View.Header;
        List<string> cells = [.. CellsOf(place).Select(cell => cell.Name)];
        List<string> functions = [];
        using TurnHold held = TurnHold.Take(); // nobody frees the table meanwhile
        foreach (Redirection entry in EvolutionHistory.InForce)
        {
            CellNumber body = CellTable.Find(new VirtualAddress(entry.Body));
            if (!body.IsNone && CellTable.At(body).Evolution == place
                && CellRegistry.Find(new VirtualAddress(entry.Home)) is { } home)
            {
                functions.Add(home.Describe(new VirtualAddress(entry.Home)));
            }
        }

        return new EvolutionInfo(header.Generation, EvolutionHistory.At(place).Phase, header.Target.ToString(),
            EvolutionHistory.At(place).Package.Count, cells, functions, Settling.WhyNeeded(place));
    }

    /// <summary>The cells that an evolution has brought.</summary>
    internal static List<CellInfo> CellsOf(int place)
    {
        List<CellInfo> cells = [];
        foreach (CellInfo cell in CellRegistry.Cells)
        {
            if (CellTable.At(cell.Number).Evolution == place)
            {
                cells.Add(cell);
            }
        }

        return cells;
    }
}
