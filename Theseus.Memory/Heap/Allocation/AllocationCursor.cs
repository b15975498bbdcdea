using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>
/// Where the next object of one size class goes: an <i>extent</i>, zeroed slots one after another that are granted
/// to this cursor alone, used up from <see cref="Next"/> to <see cref="Limit"/>.
/// </summary>
// SAFETY: [Next, Limit) is whole slots of Run, whose live bits are set.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AllocationCursor
{
    /// <summary>Start of the next slot.</summary>
    public byte* Next;

    /// <summary>End of the extent.</summary>
    public byte* Limit;

    /// <summary>Bytes of a slot.</summary>
    public nuint SlotBytes;

    /// <summary>The run that the extent lies in; null before the first and after a collection.</summary>
    public Run* Run;
}
