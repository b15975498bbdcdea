using System.Diagnostics;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Tasks.Scheduling;

namespace Theseus.CellLinker;

/// <summary>
/// Gives the memory and the addresses of evolutions back that nothing needs any more: code is collected like objects.
/// Needed are the one that the system is in and the one before it, for the way back; one to whose cells a function
/// leads in either; one that another refers to; and one that is used: an address of its cells is on a stack, in an
/// object that can be reached, or in a page of a cell that was written to. Words that only look like such an address
/// keep it too, until the next time.
/// </summary>
internal static class Settling
{
    /// <summary>Frees what can be freed.</summary>
    /// <returns>How many evolutions are gone.</returns>
    public static int Run()
    {
        // What refers to what must not change between looking and freeing.
        using TurnHold held = TurnHold.Take();
        int gone = 0;
        for (int place = FindUnneeded(); place >= 0; place = FindUnneeded())
        {
            EvolutionStaging.Discard(place);
            gone++;
        }

        return gone;
    }

    private static int FindUnneeded()
    {
        for (int place = 0; place < EvolutionHistory.Capacity; place++)
        {
            if (EvolutionHistory.At(place).Phase is EvolutionPhase.InForce or EvolutionPhase.Retired
                && WhyNeeded(place) is null)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Why an evolution cannot be freed; null where it can.</summary>
    public static string? WhyNeeded(int place)
    {
        int current = EvolutionHistory.Current;
        int previous = current < 0 ? -1 : EvolutionHistory.At(current).Previous;
        if (place == current || place == previous)
        {
            return place == current ? "the system is in it" : "the way back leads to it";
        }

        foreach (CellInfo cell in CellEvolution.CellsOf(place))
        {
            if (IsLedTo(EvolutionHistory.InForce, cell) || IsLedTo(EvolutionHistory.TableOf(previous), cell))
            {
                return $"functions lead to {cell.Name}";
            }

            if (FindImporter(place, cell) is { } importer)
            {
                return $"{importer} refers to {cell.Name}";
            }

            if (FindUse(cell) is { } use)
            {
                return use;
            }
        }

        return null;
    }

    private static bool IsLedTo(ReadOnlySpan<Redirection> table, CellInfo cell)
    {
        foreach (ref readonly Redirection entry in table)
        {
            // Also one whose home is in it: the body elsewhere is known by that.
            if (entry.Body - cell.Base.Value < cell.MemoryBytes || entry.Home - cell.Base.Value < cell.MemoryBytes)
            {
                return true;
            }
        }

        return false;
    }

    private static string? FindImporter(int place, CellInfo cell)
    {
        foreach (CellInfo other in CellRegistry.Cells)
        {
            int evolution = CellTable.At(other.Number).Evolution;
            if (evolution >= 0 && evolution != place && other.Imports(cell.Name))
            {
                return other.Name;
            }
        }

        return null;
    }

    private static string? FindUse(CellInfo cell)
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            if ((ulong)frame.GetNativeIP() - cell.Base.Value < cell.MemoryBytes)
            {
                return $"the running task is in {cell.Name}";
            }
        }

        if (CellUnloader.FindTask(cell) is { } task)
        {
            return task;
        }

        SparsePages pages = CellTable.At(cell.Number).Pages;
        if (UseScan.IsReferred(pages))
        {
            return $"a stack or an object refers to {cell.Name}";
        }

        return FindWriter(cell) is { } writer ? $"{writer} has written an address of {cell.Name}"
            : Instances.AnyHolds(cell.Base.Value, cell.MemoryBytes)
                || Instances.AnyHasWritten(pages.Start.Page, pages.Count)
                ? $"the memory of another program refers to {cell.Name}" : null;
    }

    /// <summary>A cell with a page that was written to, in which an address of another cell is.</summary>
    private static string? FindWriter(CellInfo cell)
    {
        foreach (CellInfo other in CellRegistry.Cells)
        {
            if (other.State != CellState.Open || other.Number == cell.Number)
            {
                continue;
            }

            SparsePages pages = CellTable.At(other.Number).Pages;
            for (uint page = pages.NextDirty(0); page < pages.Count; page = pages.NextDirty(page + 1))
            {
                if (FrameWords.AnyIn(PageTable.FrameOf(pages.EntryOf(page)), cell.Base.Value, cell.MemoryBytes))
                {
                    return other.Name;
                }
            }
        }

        return null;
    }
}
