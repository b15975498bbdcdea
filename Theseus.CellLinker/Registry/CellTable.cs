using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>All cells by number; number 0 is the nano-core.</summary>
[NoAllocation]
internal static class CellTable
{
    /// <summary>Cells that there may be.</summary>
    public const int Capacity = 512;

    [InlineArray(Capacity)]
    private struct Table
    {
        private CellRecord _first;
    }

    /// <summary>Where a cell is.</summary>
    private struct PlacedCell : ISorted<PlacedCell>
    {
        public ulong Start;
        public uint Bytes;
        public int Number;

        static ulong ISorted<PlacedCell>.KeyOf(in PlacedCell entry) => entry.Start;
    }

    [InlineArray(Capacity)]
    private struct PlacedTable
    {
        private PlacedCell _first;
    }

    private static Table s_table;

    // By address: those that have addresses.
    private static PlacedTable s_placed;
    private static int s_placedCount;

    /// <summary>Bytes that the table takes.</summary>
    public static ulong Bytes => Capacity * (SpanView.SizeOf<CellRecord>() + SpanView.SizeOf<PlacedCell>());

    /// <summary>One more than the highest number of a cell.</summary>
    public static int Count { get; private set; }

    /// <summary>Pages that were loaded since the start.</summary>
    public static ulong Loads { get; set; }

    /// <summary>The world that all cells must be of.</summary>
    public static Hash128 World { get; set; }

    /// <summary>True if there is a cell of that number.</summary>
    public static bool Has(CellNumber cell) => (uint)cell.Value < (uint)Count;

    /// <summary>A cell.</summary>
    public static ref CellRecord At(CellNumber cell) => ref s_table[cell.Value];

    /// <summary>
    /// Adds an empty record, in the place of a cell that is gone if there is one; <see cref="CellNumber.None"/> where
    /// there is no room.
    /// </summary>
    public static CellNumber Add()
    {
        for (int i = 0; i < Count; i++)
        {
            if (s_table[i].State == CellState.Gone)
            {
                s_table[i] = default;
                return new CellNumber(i);
            }
        }

        if (Count == Capacity)
        {
            return CellNumber.None;
        }

        s_table[Count] = default;
        return new CellNumber(Count++);
    }

    /// <summary>From now on addresses of a cell lead to it. It has a base, and its file a header.</summary>
    public static void Place(CellNumber cell)
    {
        Span<PlacedCell> placed = s_placed;
        ulong start = At(cell).Base.Value;
        int at = s_placedCount++;
        for (; at > 0 && placed[at - 1].Start > start; at--)
        {
            placed[at] = placed[at - 1];
        }

        placed[at] = new PlacedCell { Start = start, Bytes = At(cell).View.Header.MemoryBytes, Number = cell.Value };
    }

    /// <summary>From now on they do not, and its number may be another's.</summary>
    public static void Remove(CellNumber cell)
    {
        Span<PlacedCell> placed = s_placed;
        int at = 0;
        while (at < s_placedCount && placed[at].Number != cell.Value)
        {
            at++;
        }

        if (at < s_placedCount)
        {
            placed[(at + 1)..s_placedCount].CopyTo(placed[at..]);
            s_placedCount--;
        }

        At(cell) = default;
        At(cell).State = CellState.Gone;
    }

    /// <summary>Starts without any.</summary>
    public static void Reset()
    {
        s_table = default;
        s_placedCount = 0;
        Count = 0;
        Loads = 0;
    }

    /// <summary>
    /// The cell of that name, refused ones excluded: what it means in the state that the system is in.
    /// </summary>
    public static CellNumber Find(ReadOnlySpan<byte> name) =>
        EvolutionHistory.FindCell(EvolutionHistory.Current, name);

    /// <summary>The cell of that name of those that one evolution has brought, or with -1 of the boot's.</summary>
    public static CellNumber Find(ReadOnlySpan<byte> name, int evolution)
    {
        for (CellNumber cell = CellNumber.NanoCore; Has(cell); cell = cell.Next)
        {
            if (At(cell).HasView && At(cell).Evolution == evolution
                && name.SequenceEqual(At(cell).View.Name))
            {
                return cell;
            }
        }

        return CellNumber.None;
    }

    /// <summary>True if a cell, which was not refused, imports from one of a name.</summary>
    public static bool Imports(CellNumber cell, ReadOnlySpan<byte> from)
    {
        CellView view = At(cell).View;
        for (int i = 0; i < view.Dependencies.Length; i++)
        {
            if (view.Text(view.Dependencies[i].Name).SequenceEqual(from))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The cell whose range holds an address.</summary>
    public static CellNumber Find(VirtualAddress address)
    {
        ReadOnlySpan<PlacedCell> placed = s_placed;
        int found = SortedTable.LastAtMost(placed[..s_placedCount], address.Value);
        return found >= 0 && address.Value - placed[found].Start < placed[found].Bytes
            ? new CellNumber(placed[found].Number) : CellNumber.None;
    }
}
