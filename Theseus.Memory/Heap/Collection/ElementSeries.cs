using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>A part of an array's struct element: references, then bytes without any.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ElementSeries
{
    /// <summary>References one after another.</summary>
    public readonly uint References;

    /// <summary>Bytes after them to the next part, or to the next element's first reference.</summary>
    public readonly uint SkipBytes;
}
