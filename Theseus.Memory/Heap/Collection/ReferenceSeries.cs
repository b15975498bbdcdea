using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>A series of references that lie one after another in an object (see <see cref="GcDescriptor"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ReferenceSeries
{
    /// <summary>Bytes of the series minus the object's size.</summary>
    public readonly nint LengthMinusSize;

    /// <summary>Bytes from the object's address to the first reference.</summary>
    public readonly nint Offset;
}
