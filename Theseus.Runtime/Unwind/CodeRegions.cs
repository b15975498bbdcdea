using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Startup;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// Where code is: the nano-core's own, and that of each cell from the moment that it may run. What unwinds, and what answers
/// questions about code addresses, begins here. The tables themselves lie in the cells' files and are never paged; the clauses of handlers are a cell's
/// constants, and are.
/// </summary>
// SAFETY: regions are kept sorted and do not overlap; whoever adds one promises that its tables stay until it is removed.
[Resident]
internal static unsafe class CodeRegions
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

    private static CodeRegion* First => (CodeRegion*)Unsafe.AsPointer(ref s_table);

    /// <summary>Starts with the image that the loader has brought.</summary>
    public static void Initialize()
    {
        s_table = default;
        s_count = 0;
        ref readonly ImageHeader image = ref RunningImage.Header;
        if (image.Magic != ImageHeader.ExpectedMagic)
        {
            Panic.Stop("the image's header is damaged"u8);
        }

        CodeRegion region = default;
        region.Start = (nuint)image.TextStart;
        region.End = (nuint)image.TextEnd;
        region.Base = (byte*)image.ImageBase;
        region.Length = (nuint)(image.ImageEnd - image.ImageBase);
        region.Functions = (CellFunction*)image.Functions;
        region.FunctionCount = (uint)image.FunctionCount;
        region.Cfi = (byte*)image.Cfi;
        region.UnboxTargets = (CellUnboxTarget*)image.UnboxTargets;
        region.UnboxTargetCount = (uint)image.UnboxTargetCount;
        region.NativeStart = (nuint)image.NativeTextStart;
        region.NativeEnd = (nuint)image.NativeTextEnd;
        Add(&region);
    }

    /// <summary>Adds a cell's code. False if there are too many.</summary>
    public static bool Add(CodeRegion* region)
    {
        if (s_count == Capacity)
        {
            return false;
        }

        int at = s_count;
        while (at > 0 && First[at - 1].Start > region->Start)
        {
            First[at] = First[at - 1];
            at--;
        }

        First[at] = *region;
        s_count++;
        s_last = 0;
        return true;
    }

    /// <summary>Forgets the code that begins at an address.</summary>
    public static void Remove(nuint start)
    {
        for (int i = 0; i < s_count; i++)
        {
            if (First[i].Start == start)
            {
                s_count--;
                for (; i < s_count; i++)
                {
                    First[i] = First[i + 1];
                }
            }
        }

        s_last = 0;
    }

    /// <summary>The region whose code holds an address, or null.</summary>
    public static CodeRegion* Find(nuint address)
    {
        int last = SortedTable.LastAtMost(new ReadOnlySpan<CodeRegion>(First, s_count), address);
        return last >= 0 && address < First[last].End ? &First[last] : null;
    }

    /// <summary>The region whose code or data holds an address, or null.</summary>
    public static CodeRegion* FindCell(nuint address)
    {
        for (int i = 0; i < s_count; i++)
        {
            if (address - (nuint)First[i].Base < First[i].Length)
            {
                return &First[i];
            }
        }

        return null;
    }

    /// <summary>The region that an entry of a function table belongs to.</summary>
    public static CodeRegion* Of(CellFunction* entry)
    {
        if (Holds(s_last, entry))
        {
            return &First[s_last];
        }

        for (int i = 0; i < s_count; i++)
        {
            if (Holds(i, entry))
            {
                s_last = i;
                return &First[i];
            }
        }

        Panic.Stop("a function is in no table"u8);
        return null;
    }

    private static bool Holds(int region, CellFunction* entry) =>
        entry >= First[region].Functions && entry < First[region].Functions + First[region].FunctionCount;
}
