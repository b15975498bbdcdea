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

    private static Table s_table;

    /// <summary>Bytes that the table takes.</summary>
    public static ulong Bytes => Capacity * SpanView.SizeOf<CellRecord>();

    /// <summary>Number of cells.</summary>
    public static int Count { get; private set; }

    /// <summary>Pages that were loaded since the start.</summary>
    public static ulong Loads { get; set; }

    /// <summary>The world that all cells must be of.</summary>
    public static Hash128 World { get; set; }

    /// <summary>True if there is a cell of that number.</summary>
    public static bool Has(CellNumber cell) => (uint)cell.Value < (uint)Count;

    /// <summary>A cell.</summary>
    public static ref CellRecord At(CellNumber cell) => ref s_table[cell.Value];

    /// <summary>Adds an empty record; <see cref="CellNumber.None"/> where there is no room.</summary>
    public static CellNumber Add()
    {
        if (Count == Capacity)
        {
            return CellNumber.None;
        }

        s_table[Count] = default;
        return new CellNumber(Count++);
    }

    /// <summary>Starts without any.</summary>
    public static void Reset()
    {
        s_table = default;
        Count = 0;
        Loads = 0;
    }

    /// <summary>The cell of that name, refused ones excluded.</summary>
    public static CellNumber Find(ReadOnlySpan<byte> name)
    {
        for (CellNumber cell = CellNumber.NanoCore; Has(cell); cell = cell.Next)
        {
            if (At(cell).State != CellState.Refused && name.SequenceEqual(At(cell).View.Name))
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
        // Cells are placed in the order of their numbers, so that their bases ascend.
        ReadOnlySpan<CellRecord> cells = s_table;
        for (int i = SortedTable.LastAtMost(cells[..Count], address.Value); i >= 0; i--)
        {
            ref CellRecord record = ref s_table[i];
            if (record.State != CellState.Refused)
            {
                bool isWithin = address.Value - record.Base.Value < record.View.Header.MemoryBytes;
                return isWithin ? new CellNumber(i) : CellNumber.None;
            }
        }

        return CellNumber.None;
    }
}
