using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// Bytes of a program's code at which a task is not killed, though the rest of the code can be: a resource has been
/// acquired there and is not protected yet, or its release has begun (docs/kill.md).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct CellKillGap(uint start, uint length) : ISorted<CellKillGap>
{
    /// <summary>Cell offset of the first byte, in the text segment.</summary>
    public readonly uint Start = start;

    /// <summary>Bytes; at least 1.</summary>
    public readonly uint Length = length;

    static ulong ISorted<CellKillGap>.KeyOf(in CellKillGap entry) => entry.Start;

    /// <summary>True if an offset is in one of a cell's gaps.</summary>
    public static bool Contains(ReadOnlySpan<CellKillGap> gaps, uint offset)
    {
        int last = SortedTable.LastAtMost(gaps, offset);
        return last >= 0 && offset - gaps[last].Start < gaps[last].Length;
    }
}
