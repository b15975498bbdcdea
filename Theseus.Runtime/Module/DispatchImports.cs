using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Module;

/// <summary>What dispatch cells take from assembler and from the native heap.</summary>
// SAFETY: blocks of the native heap are used within the size that was asked for.
internal static unsafe class DispatchImports
{
    /// <summary>The stub that every cell calls.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_dispatch_stub_address")]
    public static extern void* Stub();

    /// <summary>Native memory; null where it is out.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_allocate")]
    public static extern void* Allocate(nuint bytes);

    /// <summary>Gives it back.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_native_free")]
    public static extern void Free(void* block);
}
