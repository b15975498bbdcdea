using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Startup;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Where code is: the nano-core's own, and that of each cell from the moment that it may run. What unwinds, and what
/// answers questions about code addresses, begins here. The tables themselves lie in the cells' files and are never
/// paged; the clauses of handlers are a cell's constants, and are.
/// </summary>
[Resident]
internal static class CodeRegions
{
    /// <summary>Regions that there may be at a time.</summary>
    public const int Capacity = 512;

    [InlineArray(Capacity)]
    private struct Table
    {
        private CodeRegion _first;
    }

    private static Table s_table;
    private static int s_count;
    private static int s_last;

    /// <summary>Those that there are, by start; no two overlap.</summary>
    // SAFETY: the table is a static, which does not move, and the first s_count of its entries are filled: Add stops
    // at its end.
    public static unsafe ReadOnlySpan<CodeRegion> All => new(Unsafe.AsPointer(ref s_table), s_count);

    /// <summary>Starts with the image that the loader has brought.</summary>
    public static void Initialize()
    {
        s_count = 0;
        ref readonly ImageHeader image = ref RunningImage.Header;
        if (image.Magic != ImageHeader.ExpectedMagic)
        {
            Panic.Stop("the image's header is damaged"u8);
        }

        CodeRegion region = default;
        region.Start = (nuint)image.TextStart;
        region.End = (nuint)image.TextEnd;
        region.Base = (nuint)image.ImageBase;
        region.Length = (nuint)(image.ImageEnd - image.ImageBase);
        region.Functions = TableOf<CellFunction>(in image, image.Functions, image.FunctionCount);
        region.Cfi = TableOf<byte>(in image, image.Cfi, image.CfiBytes);
        region.UnboxTargets = TableOf<CellUnboxTarget>(in image, image.UnboxTargets, image.UnboxTargetCount);
        region.NativeStart = (nuint)image.NativeTextStart;
        region.NativeEnd = (nuint)image.NativeTextEnd;
        Add(in region);
    }

    /// <summary>Adds a cell's code. False if there are too many.</summary>
    public static bool Add(in CodeRegion region)
    {
        if (s_count == Capacity)
        {
            return false;
        }

        Span<CodeRegion> table = s_table;
        int at = s_count;
        while (at > 0 && table[at - 1].Start > region.Start)
        {
            table[at] = table[at - 1];
            at--;
        }

        table[at] = region;
        s_count++;
        s_last = 0;
        return true;
    }

    /// <summary>Forgets the code that begins at an address.</summary>
    public static void Remove(nuint start)
    {
        Span<CodeRegion> table = s_table;
        for (int i = 0; i < s_count; i++)
        {
            if (table[i].Start == start)
            {
                s_count--;
                for (; i < s_count; i++)
                {
                    table[i] = table[i + 1];
                }
            }
        }

        s_last = 0;
    }

    /// <summary>Place in <see cref="All"/> of the region whose code holds an address; -1 for none.</summary>
    public static int Find(nuint address)
    {
        ReadOnlySpan<CodeRegion> all = All;
        int found = s_last; // who asks for one frame asks for its neighbours next
        if ((uint)found < (uint)all.Length && all[found].Start <= address && address < all[found].End)
        {
            return found;
        }

        found = SortedTable.LastAtMost(all, address);
        if (found < 0 || address >= all[found].End)
        {
            return -1;
        }

        s_last = found;
        return found;
    }

    /// <summary>Place in <see cref="All"/> of the region whose code or data holds an address; -1 for none.</summary>
    public static int FindCell(nuint address)
    {
        ReadOnlySpan<CodeRegion> all = All;
        for (int i = 0; i < all.Length; i++)
        {
            if (address - all[i].Base < all[i].Length)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The region that a function is of.</summary>
    public static ref readonly CodeRegion Of(FunctionEntry entry)
    {
        ReadOnlySpan<CodeRegion> all = All;
        int found = s_last;
        if ((uint)found >= (uint)all.Length || !all[found].Functions.Holds(entry.Address))
        {
            for (found = 0; found < all.Length && !all[found].Functions.Holds(entry.Address);)
            {
                found++;
            }

            if (found == all.Length)
            {
                Panic.Stop("a function is in no table"u8);
            }

            s_last = found;
        }

        return ref all[found];
    }

    /// <summary>A table that the image's header leads to.</summary>
    private static StableTable<T> TableOf<T>(in ImageHeader image, ulong start, ulong count)
        where T : unmanaged
    {
        if (start < image.ImageBase || start > image.ImageEnd
            || count > (image.ImageEnd - start) / SpanView.SizeOf<T>())
        {
            Panic.Stop("a table lies outside of the image"u8);
        }

        // SAFETY: it lies within the image, which is mapped and stays; the linker that wrote the header has put it
        // there.
        unsafe
        {
            return new StableTable<T>(new ReadOnlySpan<T>((void*)start, (int)count));
        }
    }
}
