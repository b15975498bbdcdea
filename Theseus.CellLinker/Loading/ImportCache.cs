using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>
/// Where imports lead, for the last that were asked for: looking one up in its cell's symbols costs far more. Of fixed
/// size and direct-mapped; what is not in it is looked up again.
/// </summary>
[NoAllocation]
internal static class ImportCache
{
    private const int Entries = 1 << PlaceBits;

    /// <summary>Imports have 24-bit numbers, and the dependencies come after them.</summary>
    private const int SlotBits = 25;

    // What an entry's place tells of a slot need not stand in its key: 9 bits of the cell and 13 of the slot are left.
    private const int PlaceBits = 12;

    // Neighbouring cells begin far apart from each other.
    private const uint CellStride = 0x6A7;

    /// <summary>
    /// The key (cell and slot) in the upper 32 bits, the value in the lower ones. An empty entry has the value 0.
    /// </summary>
    [InlineArray(Entries)]
    private struct Table
    {
        private ulong _first;
    }

    private static Table s_table;

    /// <summary>Bytes that it takes.</summary>
    public static ulong Bytes => Entries * sizeof(ulong);

    /// <summary>The value of a slot; 0 where it is not known.</summary>
    /// <param name="cell">The cell that imports.</param>
    /// <param name="slot">The number of an import or, after them, of a dependency.</param>
    public static ulong Find(CellNumber cell, uint slot)
    {
        ulong entry = s_table[Index(cell, slot)];
        return (uint)(entry >> 32) == Key(cell, slot) && slot >> SlotBits == 0 ? (ulong)(int)entry : 0;
    }

    /// <summary>
    /// Keeps the value of a slot: a small number, or an address in the top 2 GiB. Any other is not kept, nor a slot out
    /// of range.
    /// </summary>
    public static void Keep(CellNumber cell, uint slot, ulong value)
    {
        if ((long)value == (int)value && slot >> SlotBits == 0)
        {
            s_table[Index(cell, slot)] = ((ulong)Key(cell, slot) << 32) | (uint)value;
        }
    }

    /// <summary>Forgets everything: cells are placed anew, or it is not trusted.</summary>
    [NeverThrows]
    public static void Clear() => s_table = default;

    private static uint Key(CellNumber cell, uint slot) =>
        ((uint)cell.Value << (SlotBits - PlaceBits)) | (slot >> PlaceBits);

    private static int Index(CellNumber cell, uint slot) => (int)((slot + ((uint)cell.Value * CellStride)) % Entries);
}
