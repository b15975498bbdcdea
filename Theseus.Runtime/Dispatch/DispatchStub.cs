using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Dispatch;

/// <summary>The assembler stub that every dispatch cell calls.</summary>
internal static class DispatchStub
{
    /// <summary>Only the address is taken, for the cells that the type loader makes.</summary>
    [ProofBoundary, MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_dispatch_stub_address")]
    public static extern nuint Address();
}
