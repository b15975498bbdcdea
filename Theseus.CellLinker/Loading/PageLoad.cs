using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Interrupts;

namespace Theseus.CellLinker;

/// <summary>
/// Loads one page of a cell.
/// <para>The problem: what a program needs of 20 MiB of class library cannot be known before it runs; followed eagerly,
/// the references of anything lead to half the world.</para>
/// <para>The idea: addresses are given out when a cell is placed, memory when an address is first used. A code pointer
/// in data is the final address from the start, and the first call through it is a page fault: it is answered here, on
/// whatever stack it happens, and the instruction is executed again. So there are no stubs to look through, and a
/// failure is an exception at the very access, which may be tried again.</para>
/// <para>One pass a line in <see cref="Run"/>. The page is staged in a frame that nobody sees; an error at any pass
/// gives the frame back. The collector and the unwinder may be the first to touch a page.</para>
/// </summary>
[NoAllocation]
[NeverThrows]
internal static class PageLoad
{
    private const ulong EvictedAtATime = 16;

    /// <summary>Loads a page, if it is not loaded.</summary>
    public static CellError Run(CellNumber cell, uint page, out uint failed)
    {
        failed = 0;

        // Find: the cell is open, and the page is one of its own.
        CellError error = Opening.Run(cell);
        ref CellRecord record = ref CellTable.At(cell);
        if (error != CellError.None || record.State == CellState.Resident || record.Pages.IsPresent(page))
        {
            return error;
        }

        CheckedCell file = record.Checked;
        PageAccess access = Access(file, page, out bool isZero);

        // Place: the page has a frame, all zeroes. Other pages give frames up before the reserve is used up, which page
        // tables need too.
        if (FrameAllocator.FreeFrames < FrameAllocator.ReserveFrames)
        {
            Eviction.Reclaim(EvictedAtATime);
        }

        if (!StagedPage.TryTake(record.Owner, out StagedPage staged))
        {
            return CellError.OutOfMemory;
        }

        // Copy, resolve, relocate: the frame holds what the page must hold at its address.
        error = Fill(cell, file, page, isZero, EvolutionHistory.InForce, staged.Bytes, out failed);

        // Protect and publish: others see the page, with no more access than its segment has.
        if (error == CellError.None)
        {
            if (record.Pages.TryPublish(page, staged, access, CellTable.Loads) == MemoryError.None)
            {
                record.FirstLoad = record.PagesLoaded == 0 ? CellTable.Loads : record.FirstLoad;
                record.PagesLoaded++;
                CellTable.Loads++;
                return CellError.None;
            }

            error = CellError.OutOfMemory;
        }

        staged.Dispose();
        return error;
    }

    /// <summary>
    /// Makes what a page must hold, from the cell's file. Nothing else changes but the cache of imports.
    /// </summary>
    /// <param name="cell">The cell; it is open.</param>
    /// <param name="file">Its file.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="isZero">True for a page that has no image.</param>
    /// <param name="redirections">The functions whose homes hold a jump: those in force, for a page to be seen.</param>
    /// <param name="bytes">4096 bytes; zeroes, where the page has no image. After an error they hold anything.</param>
    /// <param name="failed">After an error: as the pass says.</param>
    public static CellError Fill(
        CellNumber cell, CheckedCell file, uint page, bool isZero, ReadOnlySpan<Redirection> redirections,
        Span<byte> bytes, out uint failed)
    {
        failed = 0;
        if (isZero)
        {
            return CellError.None;
        }

        // Copy: the image is undamaged.
        CellError error = PageRelocator.Copy(file.View, page, bytes);
        if (error != CellError.None)
        {
            return error;
        }

        // Resolve: everything that the page refers to has an address.
        ReadOnlySpan<CellRelocation> relocations = file.View.RelocationsOf(page);
        error = Resolving.Run(cell, file, relocations, bytes, out ReadOnlySpan<ulong> targets, out failed);
        if (error != CellError.None)
        {
            return error;
        }

        // Relocate: every field holds its value, but for those that the page shares with another.
        VirtualAddress address = CellTable.At(cell).Base + ((ulong)page * CellHeader.PageBytes);
        error = PageRelocator.Apply(relocations, bytes, address.Value, targets, out failed);

        // Straddle: the page has its part of those, too.
        error = error != CellError.None ? error : Straddling.Run(cell, page, bytes, out failed);
        // Redirect: functions that have another body lead to it.
        Redirections.Put(redirections, address.Value, bytes);
        return error;
    }

    /// <summary>Asked by the fault handler about every access to an address where nothing is mapped.</summary>
    [RuntimeExport("theseus_load_cell_page")]
    private static CellPageAnswer OnPageFault(nuint faultAddress)
    {
        VirtualAddress address = new(faultAddress);
        CellNumber cell = CellTable.Find(address);
        if (cell.IsNone || cell == CellNumber.NanoCore)
        {
            return CellPageAnswer.NotACell;
        }

        uint page = (uint)((address.Value - CellTable.At(cell).Base.Value) / CellHeader.PageBytes);
        CellError error = Run(cell, page, out uint failed);
        if (error != CellError.None)
        {
            LoadFailure.Remember(cell, address, error, failed);
        }

        return error == CellError.None ? CellPageAnswer.Loaded : CellPageAnswer.Failed;
    }

    private static PageAccess Access(CheckedCell file, uint page, out bool isZero)
    {
        uint offset = page * CellHeader.PageBytes;
        ReadOnlySpan<CellSegment> segments = file.View.Segments;
        isZero = offset >= segments[(int)CellSegmentKind.Zero].Offset;
        return offset < segments[(int)CellSegmentKind.ReadOnly].Offset ? PageAccess.ReadExecute
            : offset < segments[(int)CellSegmentKind.Data].Offset ? PageAccess.Read
            : PageAccess.ReadWrite;
    }
}
