using System.Runtime.CompilerServices;

namespace Theseus.Memory.Heap;

/// <summary>
/// A strong handle as a number, for state of the kernel's that lies in no object: a handle that a program leaves goes
/// with it. The number never leaves the kernel, so its slot is free again at once.
/// </summary>
internal static class KeptObject
{
    /// <summary>Keeps an object alive until <see cref="Free"/>, or the program's end.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for a handle.</exception>
    // SAFETY: only the object's address is taken; it does not move, and the caller has it alive.
    public static unsafe nint Keep(object target)
    {
        void* handle = Handles.Allocate((void*)Unsafe.As<object, nuint>(ref target), HandleKind.Strong);
        return handle != null ? (nint)handle : throw new OutOfMemoryException();
    }

    /// <summary>The object that a number stands for.</summary>
    /// <param name="handle">What <see cref="Keep"/> has returned.</param>
    // SAFETY: callers have the number from Keep and have not freed it, so it is a slot's address; what lies there is
    // the address of the object that it keeps.
    public static unsafe object Get(nint handle)
    {
        nuint target = (nuint)((HandleSlot*)handle)->Object;
        return Unsafe.As<nuint, object>(ref target);
    }

    /// <summary>Lets it go.</summary>
    // SAFETY: the number is looked up, not believed.
    public static unsafe void Free(nint handle) => Handles.FreeOnlyOne((void*)handle);
}
