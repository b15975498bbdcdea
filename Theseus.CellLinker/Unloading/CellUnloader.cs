using System.Diagnostics;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.CellLinker;

/// <summary>
/// Unloads cells.
/// <para>The problem: what refers to a cell cannot be enumerated, for caches of casts, dispatch, types and reflection
/// hold addresses of its types wherever they like.</para>
/// <para>The idea: a cell that is unloaded keeps its addresses, and the same bytes come back to them when one is used
/// again. So an address that a cache has kept is never wrong, and caches need no purge. What would be lost is state,
/// the cell's statics, and what may not be pulled from under running code: hence a cell is refused while something uses
/// it.</para>
/// </summary>
internal static class CellUnloader
{
    /// <summary>
    /// Unloads a cell, and the pages of other cells that came in after it and that nobody has written to.
    /// </summary>
    /// <returns>Bytes given back: the cell's own, and those of other cells.</returns>
    /// <exception cref="CellInUseException">Something uses it; the message says what.</exception>
    public static (ulong Own, ulong Others) Unload(CellInfo cell)
    {
        ref CellRecord record = ref CellTable.At(cell.Number);
        if (cell.State == CellState.Resident)
        {
            throw new CellInUseException(cell.Name, "the kernel, whose nano-core it is");
        }

        if (cell.State != CellState.Open)
        {
            return (0, 0); // nothing of it is loaded
        }

        if (FindUser(cell) is { } user)
        {
            throw new CellInUseException(cell.Name, user);
        }

        ulong own = record.PagesLoaded;
        ulong others = 0;
        ulong since = record.FirstLoad;
        Drop(cell.Number);
        for (CellNumber other = CellNumber.NanoCore.Next; own != 0 && CellTable.Has(other); other = other.Next)
        {
            others += DropSince(other, since);
        }

        return (own * CellHeader.PageBytes, others * CellHeader.PageBytes);
    }

    /// <summary>What uses a cell; null where nothing does.</summary>
    public static string? FindUser(CellInfo cell)
    {
        if (FindFrame(cell) is { } frame)
        {
            return frame;
        }

        if (FindTask(cell) is { } task)
        {
            return task;
        }

        foreach (CellEdge edge in CellEdges.UsesOf(cell))
        {
            return $"{edge.FromSection} of the cell {edge.From.Name}, which refers to {edge.Target}";
        }

        if (FindHolder(cell) is { } holder)
        {
            return holder;
        }

        SparsePages pages = CellTable.At(cell.Number).Pages;
        return Instances.AnyHasWritten(pages.Start.Page, pages.Count)
            ? "another program, which has written to its statics" : null;
    }

    /// <summary>An object of the running program's, or the stack of a task, that uses a cell; null for none.</summary>
    internal static string? FindHolder(CellInfo cell)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        VirtualAddress textEnd = cell.Base + cell.View.Segments[(int)CellSegmentKind.ReadOnly].Offset;
        Span<ulong> references = stackalloc ulong[UseScan.MostReferences];
        CellUse use = UseScan.Find(CellTable.At(cell.Number).Pages, textEnd.Value, out ulong found, references,
            out int count);
        VirtualAddress detail = new(found);
        return use switch
        {
            CellUse.Object => $"a live object of its type {cell.Describe(detail)}",
            CellUse.CodePointer =>
                $"a live object that holds the address of its code, of type "
                    + $"{CellRegistry.Find(detail)?.Describe(detail) ?? "unknown"}",
            CellUse.Stack => $"the stack of a task that waits in {cell.Describe(detail)}",
            _ => FindChangedObject(cell, references[..count]),
        };
    }

    /// <summary>
    /// An object that the build has laid out in the cell, that may have been written since, and that a live object
    /// refers to: it would be as the build made it, if it were loaded again.
    /// </summary>
    private static string? FindChangedObject(CellInfo cell, ReadOnlySpan<ulong> references)
    {
        foreach (ulong reference in references)
        {
            int section = cell.View.FindSection((uint)(reference - cell.Base.Value));

            // An object's header is one word; what precedes a type's address is nothing, or three words and more.
            if (section >= 0 && reference - cell.Base.Value == cell.View.Sections[section].Offset + sizeof(ulong))
            {
                return $"a live object that refers to {cell.Describe(new VirtualAddress(reference))}, which may have "
                    + $"been changed";
            }
        }

        return null;
    }

    /// <summary>A task of any program that holds the cell because it began in it; null where there is none.</summary>
    internal static string? FindTask(CellInfo cell)
    {
        bool on = Cpu.DisableInterrupts() != 0;
        TaskReference task = Threads.FirstTask;
        while (!task.IsNone && task.State.EntryCell != cell.Number)
        {
            task = task.NextOfAll;
        }

        (uint number, TaskName name) = task.IsNone ? default : (task.State.Number, task.State.Name);
        if (on)
        {
            Cpu.EnableInterrupts();
        }

        return number == 0 ? null : $"task {number} {name}".TrimEnd() + ", which began in it";
    }

    /// <summary>A method of the cell that runs on the caller's own stack.</summary>
    private static string? FindFrame(CellInfo cell)
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            VirtualAddress address = new((ulong)frame.GetNativeIP());
            if (address.Value - cell.Base.Value < cell.MemoryBytes)
            {
                return $"the running task, which is in {cell.Describe(address)}";
            }
        }

        return null;
    }

    /// <summary>Makes an open cell a placed one, without memory.</summary>
    private static void Drop(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        if (record.State != CellState.Open)
        {
            return;
        }

        for (uint page = 0; page < record.Pages.Count; page++)
        {
            record.Pages.Drop(page);
        }

        CellCode.Forget(record.Base);
        record.PagesLoaded = 0;
        record.State = CellState.Placed;
    }

    /// <summary>
    /// Drops pages that were loaded since a load and not written: the same bytes come back if they are needed.
    /// </summary>
    private static ulong DropSince(CellNumber cell, ulong since)
    {
        ref CellRecord record = ref CellTable.At(cell);
        ulong dropped = 0;
        for (uint page = 0; record.State == CellState.Open && page < record.Pages.Count; page++)
        {
            uint load = record.Pages.LoadOf(page);
            if (load != 0 && load >= Math.Min(since, SparsePages.LastLoad) && !record.Pages.IsDirty(page)
                && record.TryDrop(page))
            {
                dropped++;
            }
        }

        return dropped;
    }
}
