using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned;

/// <summary>
/// What a CPU may remember of page tables (Intel SDM volume 3, section 4.10): translations, and ways to the lowest
/// tables. It forgets only what it is told to forget. Using something that is no longer true is what a kernel must
/// never let happen: the test fails.
/// </summary>
// SAFETY: tables are read as PageTable reads them.
internal static unsafe class ModelTlb
{
    private const ulong Rights = PageTable.Present | PageTable.Writable | PageTable.NoExecute | PageTable.WriteThrough
        | PageTable.CacheDisable;
    private const ulong RootBits = ~0xFFFUL;

    private static readonly Dictionary<ulong, Translation> s_translations = [];
    private static readonly Dictionary<ulong, ulong> s_lowestTables = []; // by address in units of 2 MiB
    private static ulong s_root;

    /// <summary>What one page translates to, and with which rights.</summary>
    public readonly record struct Translation(Frame Frame, ulong Flags)
    {
        public bool IsWritable => (Flags & PageTable.Writable) != 0;

        public bool IsExecutable => (Flags & PageTable.NoExecute) == 0;
    }

    /// <summary>Called at every invalidation, before it.</summary>
    public static Action? OnInvalidate { get; set; }

    /// <summary>Invalidations of one page since the machine began.</summary>
    public static ulong Invalidations { get; private set; }

    /// <summary>Invalidations of all but global pages since the machine began.</summary>
    public static ulong Flushes { get; private set; }

    public static int Count => s_translations.Count;

    public static void Reset()
    {
        s_translations.Clear();
        s_lowestTables.Clear();
        (s_root, Invalidations, Flushes, OnInvalidate) = (0, 0, 0, null);
    }

    public static void WriteRoot(ulong root)
    {
        OnInvalidate?.Invoke();
        Flushes++;
        s_root = root & RootBits;
        s_lowestTables.Clear();
        foreach ((ulong page, Translation known) in s_translations)
        {
            if ((known.Flags & PageTable.Global) == 0)
            {
                s_translations.Remove(page);
            }
        }
    }

    public static void Invalidate(ulong address)
    {
        OnInvalidate?.Invoke();
        Invalidations++;
        s_lowestTables.Clear();
        s_translations.Remove(address >> Theseus.Memory.Frame.ByteShift);
    }

    /// <summary>
    /// An access by the CPU: what it remembers, else what it finds, which it remembers then. Null: a page fault.
    /// </summary>
    public static Translation? Touch(Page page)
    {
        Translation? real = Walk(page, out ulong table);
        if (s_translations.TryGetValue(page.Number, out Translation known))
        {
            if (known != real)
            {
                throw new InvalidOperationException($"{page}: the CPU still uses {known}; the tables say {real}");
            }

            return known;
        }

        if (s_lowestTables.TryGetValue(page.Number >> 9, out ulong way) && way != table)
        {
            throw new InvalidOperationException(
                $"{page}: the CPU still uses the table at 0x{way:x}; the tables lead to 0x{table:x}");
        }

        if (table != 0)
        {
            s_lowestTables[page.Number >> 9] = table;
        }

        if (real is Translation found)
        {
            s_translations[page.Number] = found;
        }

        return real;
    }

    /// <summary>Whatever is remembered must still be true.</summary>
    public static void Check()
    {
        foreach ((ulong page, Translation known) in s_translations)
        {
            if (known != Walk(new Page(page), out _))
            {
                throw new InvalidOperationException(
                    $"{new Page(page)}: the CPU would still use {known}; the tables say {Walk(new Page(page), out _)}");
            }
        }

        foreach ((ulong block, ulong way) in s_lowestTables)
        {
            Walk(new Page(block << 9), out ulong table);
            if (way != table)
            {
                throw new InvalidOperationException(
                    $"{new Page(block << 9)}: the CPU would still use the table at 0x{way:x}");
            }
        }
    }

    /// <summary>What the tables say, read as the CPU reads them and not as the kernel does.</summary>
    public static Translation? Walk(Page page, out ulong lowestTable)
    {
        lowestTable = 0;
        ulong table = s_root;
        ulong rights = PageTable.Writable;
        ulong noExecute = 0;
        for (int level = 3; ; level--)
        {
            ulong entry =
                ((ulong*)Theseus.Memory.Physical.PhysicalMemory.At(
                new PhysicalAddress(table)))[(page.Number >> (9 * level)) & 511];
            if ((entry & PageTable.Present) == 0)
            {
                return null;
            }

            rights &= entry;
            noExecute |= entry & PageTable.NoExecute;
            bool isLarge = level is 1 or 2 && (entry & PageTable.LargePage) != 0;
            if (level == 0 || isLarge)
            {
                ulong flags = (entry & (Rights | PageTable.Global) & ~(PageTable.Writable | PageTable.NoExecute))
                    | rights | noExecute;
                return new Translation(PageTable.FrameOf(entry) + (page.Number & (((PageSize)level).Frames() - 1)),
                    flags);
            }

            table = entry & PageTable.AddressMask;
            lowestTable = level == 1 ? table : 0;
        }
    }
}
