using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>CoreLib's <c>GC.NoGCRegionCallbackFinalizerWorkItem</c> (10.0.12), which its own callback frees.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RegionCallback
{
    /// <summary>A link, for whoever has a queue of such items.</summary>
    // SAFETY: nobody here follows it.
    public unsafe RegionCallback* Next;

    /// <summary>Runs the program's action, unless it was abandoned, and frees the item.</summary>
    // SAFETY: CoreLib's function, which takes the item itself, once.
    public unsafe delegate* unmanaged<RegionCallback*, void> Run;

    /// <summary>Set before it runs.</summary>
    public byte Scheduled;

    /// <summary>Set if the region ended before so much was allocated: the action is not run.</summary>
    public byte Abandoned;

    /// <summary>The program's action.</summary>
    public nint Action;
}
