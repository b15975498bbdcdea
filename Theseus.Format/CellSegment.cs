using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>What a segment's pages may be used for. The order is the segments'.</summary>
public enum CellSegmentKind : uint
{
    /// <summary>Read and execute.</summary>
    Text,
    /// <summary>Read.</summary>
    ReadOnly,
    /// <summary>Read and write, never execute.</summary>
    Data,
    /// <summary>As <see cref="Data"/>; zero at first and not in the file.</summary>
    Zero,
}

/// <summary>A stretch of the cell with one protection.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CellSegment
{
    public CellSegmentKind Kind;
    /// <summary>Cell offset; a whole page, and where the pages of the segment before it end.</summary>
    public uint Offset;
    /// <summary>Bytes in memory; the rest of the last page holds no section.</summary>
    public uint MemoryBytes;
    /// <summary>Bytes from the file's start, whole pages; 0 where <see cref="FileBytes"/> is.</summary>
    public uint FileOffset;
    /// <summary><see cref="MemoryBytes"/> rounded up to pages; 0 for zeroed data and in a resident cell.</summary>
    public uint FileBytes;

    /// <summary><see cref="MemoryBytes"/> rounded up to pages. Checked not to overflow.</summary>
    public readonly uint PagedBytes => (MemoryBytes + (CellHeader.PageBytes - 1)) & ~(uint)(CellHeader.PageBytes - 1);
}
