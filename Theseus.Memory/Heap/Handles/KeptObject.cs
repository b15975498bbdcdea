using System.Runtime.InteropServices;

namespace Theseus.Memory.Heap;

/// <summary>
/// A strong handle as a number, for state of the kernel's that lies in no object: a handle that a program leaves goes
/// with it.
/// </summary>
internal static class KeptObject
{
    /// <summary>Keeps an object alive until <see cref="Free"/>, or the program's end.</summary>
    public static nint Keep(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    /// <summary>The object that a number stands for.</summary>
    /// <param name="handle">What <see cref="Keep"/> has returned.</param>
    public static object Get(nint handle) => GCHandle.FromIntPtr(handle).Target!;

    /// <summary>Lets it go.</summary>
    public static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();
}
