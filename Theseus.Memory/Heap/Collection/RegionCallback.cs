using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>CoreLib's <c>GC.NoGCRegionCallbackFinalizerWorkItem</c> (10.0.12), which its own callback frees.</summary>
// SAFETY: made and freed by CoreLib; between the two it is the region's alone, until the callback has it.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RegionCallback
{
    /// <summary>A link, for whoever has a queue of such items.</summary>
    public RegionCallback* Next;

    /// <summary>Runs the program's action, unless it was abandoned, and frees the item.</summary>
    public delegate* unmanaged<RegionCallback*, void> Run;

    /// <summary>Set before it runs.</summary>
    public byte Scheduled;

    /// <summary>Set if the region ended before so much was allocated: the action is not run.</summary>
    public byte Abandoned;

    /// <summary>The program's action.</summary>
    public nint Action;
}
