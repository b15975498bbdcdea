using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Memory.Physical;

namespace Theseus.CellLinker;

/// <summary>
/// The cells' part of <see cref="Instances"/>. A page that nobody has written to is as its file makes it, for every
/// instance; of one that was written to each instance has its own, or none and loads it anew when it touches it.
/// </summary>
[NoAllocation]
internal static class CellInstances
{
    private static CellNumber s_attached; // of the page that was attached last: the next is most often of the same cell

    /// <summary>True for an address of a cell whose state is not the kernel's.</summary>
    public static bool IsOfPrograms(VirtualAddress address) =>
        CellTable.Find(address) is { IsNone: false } cell && IsOfPrograms(CellTable.At(cell));

    /// <summary>Puts the statics of a cell back to what they were when the program that runs began.</summary>
    public static void PutBack(CellNumber cell)
    {
        ref CellRecord record = ref CellTable.At(cell);
        for (uint page = FirstWritten(record); page < record.Pages.Count; page = record.Pages.NextDirty(page + 1))
        {
            if (Instances.TryFindParentsWritten(PageOf(record, page), out Frame frame))
            {
                PhysicalMemory.Copy(frame, PageTable.FrameOf(record.Pages.EntryOf(page)));
            }
            else
            {
                record.TryDrop(page);
            }
        }
    }

    [RuntimeExport("theseus_fork_cells")]
    private static bool TryFork()
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            for (uint page = FirstWritten(record); page < record.Pages.Count; page = record.Pages.NextDirty(page + 1))
            {
                if (!Instances.TryForkWritten(PageOf(record, page), record.Pages.EntryOf(page)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    [Resident]
    [RuntimeExport("theseus_see_written_pages")]
    private static void SeeWritten()
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            for (uint page = FirstWritten(record); page < record.Pages.Count;)
            {
                uint next = record.Pages.NextDirty(page + 1);
                uint count = 1;
                while (next == page + count && next < record.Pages.Count)
                {
                    count++;
                    next = record.Pages.NextDirty(next + 1);
                }

                Handles.See(PageOf(record, page), count);
                page = next;
            }
        }
    }

    [Resident]
    [RuntimeExport("theseus_detach_written_cells")]
    private static void DetachWritten()
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            for (uint page = FirstWritten(record); page < record.Pages.Count; page = record.Pages.NextDirty(page + 1))
            {
                Instances.PutAside(PageOf(record, page), record.Pages.EntryOf(page));
                record.Pages.Detach(page);
                record.PagesLoaded--;
            }
        }
    }

    [RuntimeExport("theseus_writable_pages_of_cells")]
    private static int WritablePages()
    {
        uint pages = 0;
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            pages += record.State is CellState.Open or CellState.Placed && !record.IsKernel
                ? record.Pages.Count - FirstOf(record) : 0;
        }

        return (int)pages;
    }

    /// <summary>No cell is unloaded of which an instance has a page (see <see cref="CellUnloader"/>).</summary>
    [Resident]
    [RuntimeExport("theseus_attach_written")]
    private static void Attach(VirtualAddress address, ulong entry)
    {
        if (!IsIn(s_attached, address))
        {
            s_attached = CellTable.Find(address);
        }

        ref CellRecord record = ref CellTable.At(s_attached);
        uint page = (uint)((address.Value - record.Pages.Start.Value) / CellHeader.PageBytes);
        record.TryDrop(page);
        record.Pages.Attach(page, entry);
        record.PagesLoaded++;
    }

    private static bool IsIn(CellNumber cell, VirtualAddress address) => cell.Value > 0
        && address.Value - CellTable.At(cell).Base.Value < (ulong)CellTable.At(cell).Pages.Count * CellHeader.PageBytes;

    private static bool IsOfPrograms(in CellRecord record) => record.State == CellState.Open && record.PagesLoaded != 0
        && !record.IsKernel;

    /// <summary>The first page that was written to, of a cell of programs; the number of pages for none.</summary>
    private static uint FirstWritten(in CellRecord record) =>
        IsOfPrograms(record) ? record.Pages.NextDirty(FirstOf(record)) : record.Pages.Count;

    /// <summary>The first page that can be written to.</summary>
    private static uint FirstOf(in CellRecord record) => record.State is CellState.Open or CellState.Placed
        ? record.View.Segments[(int)CellSegmentKind.Data].Offset / CellHeader.PageBytes : 0;

    private static Page PageOf(in CellRecord record, uint page) => record.Pages.Start.Page + page;
}
