using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// UTF-8 text in the cell's strings: bytes from their start, and its length in bytes. No zero at the end.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TextRange(uint offset, uint bytes)
{
    public readonly uint Offset = offset;
    public readonly uint Bytes = bytes;
}
