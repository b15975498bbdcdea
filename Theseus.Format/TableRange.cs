using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>Where a table is: bytes from the file's start (a multiple of 8), and the number of its entries.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TableRange(uint offset, uint count)
{
    public readonly uint Offset = offset;
    public readonly uint Count = count;
}
