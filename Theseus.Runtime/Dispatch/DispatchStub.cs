using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Dispatch;

/// <summary>The assembler stub that every dispatch cell calls.</summary>
// SAFETY: the address is stored and compared, and called by compiled code only.
internal static unsafe class DispatchStub
{
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_dispatch_stub_address")]
    public static extern void* Address();
}
