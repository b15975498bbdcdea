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

    /// <summary>What finding returns where there is nothing.</summary>
    public const int None = -1;

    [InlineArray(Capacity)]
    private struct Table
    {
        private CellRecord _first;
    }

    private static Table s_table;

    /// <summary>Bytes that the table takes.</summary>
    public static ulong Bytes => Capacity * SpanView.SizeOf<CellRecord>();

    /// <summary>Number of cells.</summary>
    public static int Count { get; private set; }

    /// <summary>Pages that were loaded since the start.</summary>
    public static ulong Loads { get; set; }

    /// <summary>The world that all cells must be of.</summary>
    public static Hash128 World { get; set; }

    /// <summary>A cell.</summary>
    public static ref CellRecord At(int cell) => ref s_table[cell];

    /// <summary>Adds an empty record; <see cref="None"/> where there is no room.</summary>
    public static int Add()
    {
        if (Count == Capacity)
        {
            return None;
        }

        s_table[Count] = default;
        return Count++;
    }

    /// <summary>Starts without any.</summary>
    public static void Reset()
    {
        s_table = default;
        Count = 0;
        Loads = 0;
    }

    /// <summary>The cell of that name, refused ones excluded.</summary>
    public static int Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (At(i).State != CellState.Refused && name.SequenceEqual(new CellView(At(i).Bytes).Name))
            {
                return i;
            }
        }

        return None;
    }

    /// <summary>The cell whose range holds an address.</summary>
    public static int Find(ulong address)
    {
        // Cells are placed in the order of their numbers, so that their bases ascend.
        ReadOnlySpan<CellRecord> cells = s_table;
        for (int cell = SortedTable.LastAtMost(cells[..Count], address); cell >= 0; cell--)
        {
            if (At(cell).State != CellState.Refused)
            {
                return address - At(cell).Base < new CellView(At(cell).Bytes).Header.MemoryBytes ? cell : None;
            }
        }

        return None;
    }
}
