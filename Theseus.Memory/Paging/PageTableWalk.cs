using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>What the page tables allow, counted in pages of 4 KiB (a large page counts as 512).</summary>
internal struct PageCounts
{
    /// <summary>Pages that can be executed and not written.</summary>
    public ulong Executable;

    /// <summary>Pages that can only be read.</summary>
    public ulong ReadOnly;

    /// <summary>Pages that can be written and not executed.</summary>
    public ulong Writable;

    /// <summary>Pages that can be written and executed: none, ever.</summary>
    public ulong WritableAndExecutable;

    /// <summary>Executable pages whose frame can be written by another address: none, ever.</summary>
    public ulong WritableAliasesOfCode;

    /// <summary>Pages that the ledger of their window does not call mapped with this access: none, ever.</summary>
    public ulong Unknown;
}

/// <summary>
/// Walks the page tables that are in force (Intel SDM volume 3, section 4.5), to check what they should hold.
/// </summary>
internal static class PageTableWalk
{
    /// <summary>What <see cref="MemoryAudit"/> asks of the mappings in the windows.</summary>
    internal struct Totals
    {
        /// <summary>Frames that an entry in a window maps.</summary>
        public ulong Frames;

        /// <summary>Such frames of RAM whose state is not Mapped.</summary>
        public ulong Strangers;

        /// <summary>Such frames that another entry maps too.</summary>
        public ulong Twice;
    }

    private ref struct Walk
    {
        public PageCounts Counts;
        public Totals Totals;
        public Span<byte> Seen;
    }

    /// <summary>Counts every mapping there is.</summary>
    public static PageCounts Count()
    {
        Walk walk = default;
        Visit(PageTable.Root, new Page(0), PageTable.TopLevel, writable: true, executable: true, ref walk);
        return walk.Counts;
    }

    /// <summary>Counts what the windows map, and allocates nothing.</summary>
    /// <param name="seen">A zeroed bit for each frame.</param>
    internal static Totals CountMapped(Span<byte> seen)
    {
        Walk walk = default;
        walk.Seen = seen;
        Visit(PageTable.Root, new Page(0), PageTable.TopLevel, writable: true, executable: true, ref walk);
        return walk.Totals;
    }

    private static void Visit(Frame table, Page start, int level, bool writable, bool executable, ref Walk walk)
    {
        ReadOnlySpan<ulong> entries = PageTable.Entries(table);
        for (int i = 0; i < entries.Length; i++)
        {
            ulong entry = entries[i];
            Page page = start + ((ulong)i << (9 * level));
            if (level == PageTable.TopLevel && i >= 256)
            {
                page += 0xFFFF_0000_0000_0000 >> Frame.ByteShift; // canonical form
            }

            bool leaf = level == 0 || (level < PageTable.TopLevel && (entry & PageTable.LargePage) != 0);
            if ((entry & PageTable.Present) == 0)
            {
                continue;
            }

            bool mayWrite = writable && (entry & PageTable.Writable) != 0;
            bool mayExecute = executable && (entry & PageTable.NoExecute) == 0;
            if (leaf)
            {
                CountAccess(page, entry, level, mayWrite, mayExecute, ref walk.Counts);
                CountFrames(page, entry, level, ref walk);
            }
            else
            {
                Visit(PageTable.FrameOf(entry), page, level - 1, mayWrite, mayExecute, ref walk);
            }
        }
    }

    private static void CountFrames(Page page, ulong entry, int level, ref Walk walk)
    {
        if (!AddressWindows.Of(page).Contains(page))
        {
            return;
        }

        for (ulong i = 0; i < ((PageSize)level).Frames(); i++)
        {
            Frame frame = PageTable.FrameOf(entry) + i;
            if (!FrameAllocator.IsRam(frame))
            {
                continue; // a device
            }

            walk.Totals.Frames++;
            walk.Totals.Strangers += FrameAllocator.StateOf(frame) == FrameState.Mapped ? 0UL : 1;
            if (walk.Seen.Length != 0)
            {
                ref byte seen = ref walk.Seen[(int)(frame.Number / 8)];
                byte mask = (byte)(1 << (int)(frame.Number & 7));
                walk.Totals.Twice += (seen & mask) != 0 ? 1UL : 0;
                seen |= mask;
            }
        }
    }

    private static void CountAccess(Page page, ulong entry, int level, bool mayWrite, bool mayExecute,
        ref PageCounts counts)
    {
        ulong pages = ((PageSize)level).Frames();
        (mayWrite && mayExecute ? ref counts.WritableAndExecutable
            : ref mayExecute ? ref counts.Executable : ref mayWrite ? ref counts.Writable
            : ref counts.ReadOnly) += pages;
        for (ulong i = 0; mayExecute && i < pages; i++)
        {
            counts.WritableAliasesOfCode += IsWritableInDirectMap(PageTable.FrameOf(entry) + i) ? 1UL : 0;
        }

        ref PageWindow window = ref AddressWindows.Of(page);
        if (!window.Contains(page))
        {
            return;
        }

        PageEntry known = window.HasEntry(page) ? window.Entry(page) : default;
        bool isMapped = (known.State & PageState.Mask) == PageState.Mapped
            || ((known.State & PageState.Mask) == PageState.Sparse && (known.State & PageState.Present) != 0);
        bool agrees = isMapped && (known.Access == PageAccess.ReadExecute) == mayExecute
            && (known.Access == PageAccess.Read || known.Access == PageAccess.ReadExecute) != mayWrite;
        counts.Unknown += agrees ? 0UL : pages;
    }

    private static bool IsWritableInDirectMap(Frame frame)
    {
        ulong entry = PageTable.Find(DirectMap.PageOf(frame), out _);
        return (entry & (PageTable.Present | PageTable.Writable)) == (PageTable.Present | PageTable.Writable);
    }
}
