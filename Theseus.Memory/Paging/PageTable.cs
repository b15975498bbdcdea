using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The entries of the one set of page tables (Intel SDM volume 3, section 4.5; four levels). Knows nothing of owners:
/// <see cref="Mappings"/> does.
/// </summary>
[Resident]
internal static class PageTable
{
    public const ulong Present = 1;
    public const ulong Writable = 2;
    public const ulong WriteThrough = 8;   // with the PAT that AddressSpace sets: write-combining
    public const ulong CacheDisable = 16;
    public const ulong Accessed = 0x20;
    public const ulong Dirty = 0x40;
    public const ulong LargePage = 0x80;
    public const ulong Global = 0x100;
    public const ulong NoExecute = 1UL << 63;
    public const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    /// <summary>The level whose entries map 512 GiB: the root's.</summary>
    public const int TopLevel = 3;

    private const int EntriesPerTable = 512;

    /// <summary>Where the top table is.</summary>
    public static Frame Root { get; private set; }

    /// <summary>Frames that hold tables.</summary>
    public static ulong TableFrames => OwnerTable.FramesOf((ushort)MemoryKind.PageTables);

    /// <summary>Makes an empty top table. False if there is no frame for it.</summary>
    public static bool Create()
    {
        bool made = TakeTable(out Frame root);
        Root = root;
        return made;
    }

    /// <summary>The bits for an access, without the address.</summary>
    public static ulong Flags(PageAccess access) => access switch
    {
        PageAccess.ReadWrite => Present | Writable | NoExecute,
        PageAccess.ReadExecute => Present,
        PageAccess.Uncached => Present | Writable | NoExecute | CacheDisable | WriteThrough,
        PageAccess.WriteCombining => Present | Writable | NoExecute | WriteThrough,
        _ => Present | NoExecute,
    };

    /// <summary>
    /// Where a page's entry of a size belongs, with the tables above it made where they are missing. If there is no
    /// frame for one, or a larger page is in the way, the entry at which it ends instead.
    /// </summary>
    public static ref ulong Slot(Page page, PageSize size, out bool isThere, bool emergency = false)
    {
        isThere = false;
        ref ulong entry = ref Entry(Root, page, TopLevel);
        for (int level = TopLevel; level > (int)size; level--)
        {
            if ((entry & Present) == 0)
            {
                if (!TakeTable(out Frame made, emergency))
                {
                    return ref entry;
                }

                entry = made.Start.Value | Present | Writable;
            }
            else if ((entry & LargePage) != 0)
            {
                return ref entry;
            }

            entry = ref Entry(FrameOf(entry), page, level - 1);
        }

        isThere = true;
        return ref entry;
    }

    /// <summary>
    /// The lowest entry that there is for a page, present or not, and the size that it maps. Where a table is missing
    /// it is the one that would name the table: not present, and of a larger size.
    /// </summary>
    public static ref ulong Find(Page page, out PageSize size)
    {
        int level = TopLevel;
        ref ulong entry = ref Entry(Root, page, TopLevel);
        while (level > 0 && (entry & (Present | LargePage)) == Present)
        {
            level--;
            entry = ref Entry(FrameOf(entry), page, level);
        }

        size = (PageSize)level;
        return ref entry;
    }

    /// <summary>
    /// The entry of a page of 4 KiB whose tables are there, present or not. Where one is missing is a kernel bug:
    /// panic.
    /// </summary>
    public static ref ulong Small(Page page)
    {
        ref ulong entry = ref Find(page, out PageSize size);
        if (size != PageSize.Small)
        {
            Runtime.Panic.Stop("a page has no entry of its own"u8);
        }

        return ref entry;
    }

    /// <summary>
    /// The entries of the 512 pages of 4 KiB that a page is among, and its place there; none where there is no such
    /// table, for nothing is mapped or larger pages are. For who goes through many pages.
    /// </summary>
    public static Span<ulong> TableOf(Page page, out int place)
    {
        place = (int)page.Number & (EntriesPerTable - 1);
        ref ulong entry = ref Entry(Root, page, TopLevel);
        for (int level = TopLevel - 1; level >= 0; level--)
        {
            if ((entry & (Present | LargePage)) != Present)
            {
                return default;
            }

            if (level == 0)
            {
                return Entries(FrameOf(entry));
            }

            entry = ref Entry(FrameOf(entry), page, level);
        }

        return default;
    }

    /// <summary>
    /// Maps one page. False if there is no frame for a table. What was mapped there is a kernel bug: panic.
    /// </summary>
    public static bool Map(Page page, Frame frame, ulong flags, PageSize size = PageSize.Small)
    {
        ref ulong entry = ref Slot(page, size, out bool isThere);
        if (!isThere)
        {
            return false;
        }

        if (size != PageSize.Small && (entry & (Present | LargePage)) == Present)
        {
            Collapse(page, ref entry, (int)size);
        }

        if (entry != 0)
        {
            Runtime.Panic.Stop("a page was mapped twice"u8);
        }

        entry = frame.Start.Value | flags | (size == PageSize.Small ? 0 : LargePage);
        return true;
    }

    /// <summary>
    /// Cuts a large page of a size into 512 of the next smaller one, with the same flags. False if there is no frame
    /// for the table.
    /// </summary>
    public static bool Divide(ref ulong entry, PageSize size, bool emergency = false)
    {
        if (!TakeTable(out Frame made, emergency))
        {
            return false;
        }

        Span<ulong> table = Entries(made);
        ulong flags = entry & ~AddressMask & ~LargePage;
        ulong step = ((PageSize)((int)size - 1)).Frames();
        bool stillLarge = size == PageSize.Huge;
        Frame first = FrameOf(entry);
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (first + ((ulong)i * step)).Start.Value | flags | (stillLarge ? LargePage : 0);
        }

        entry = made.Start.Value | Present | Writable;
        return true;
    }

    /// <summary>The frame that an entry names.</summary>
    public static Frame FrameOf(ulong entry) => new((entry & AddressMask) >> Frame.ByteShift);

    /// <summary>The 512 entries of a table.</summary>
    public static Span<ulong> Entries(Frame table) => PhysicalMemory.WordsOf(table);

    /// <summary>
    /// Gives back the empty table that smaller pages have left where a large one is to be. The CPU may still know the
    /// way to it, so it is invalidated before somebody else gets the frame (Intel SDM volume 3, section 4.10.4.1:
    /// INVLPG drops all such ways). A table that is not empty stays: <see cref="Map"/> panics then.
    /// </summary>
    private static void Collapse(Page page, ref ulong entry, int level)
    {
        Frame table = FrameOf(entry);
        foreach (ref ulong below in Entries(table))
        {
            if (level > 1 && (below & (Present | LargePage)) == Present)
            {
                Collapse(page, ref below, level - 1);
            }

            if (below != 0)
            {
                return;
            }
        }

        entry = 0;
        Tlb.Invalidate(page, 1);
        FrameAllocator.Give(table, 1, FrameState.Table);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ulong Entry(Frame table, Page page, int level) =>
        ref Entries(table)[(int)(page.Number >> (9 * level)) & (EntriesPerTable - 1)];

    private static bool TakeTable(out Frame frame, bool emergency = false)
    {
        if (!FrameAllocator.TryTake(MemoryOwner.Of(MemoryKind.PageTables), FrameState.Table, emergency, out frame))
        {
            return false;
        }

        PhysicalMemory.Zero(frame);
        return true;
    }
}
