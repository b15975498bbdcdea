using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using Theseus.Runtime.Interrupts;

namespace Theseus.Tasks;

/// <summary>Makes the exception for a hardware fault that CoreLib has none of its own for.</summary>
internal static class FaultExceptions
{
    /// <summary>Called by CoreLib's RhThrowHwEx, on the faulting stack, where allocation is allowed again.</summary>
    /// <remarks>
    /// ILC keeps a type's name for reflection if a method of it is compiled; these constructors are inlined away.
    /// </remarks>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(InsufficientExecutionStackException))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(AccessViolationException))]
    [RuntimeExport("RhpGetThreadAbortException")]
    private static object Create()
    {
        FaultKind kind = CurrentFault.Take(out ulong address);
        return kind switch
        {
            FaultKind.StackOverflow => new InsufficientExecutionStackException(
                "The stack overflowed: the task ran into its guard pages."),
            FaultKind.InvalidRead => new AccessViolationException($"No readable memory at 0x{address:x16}."),
            FaultKind.InvalidWrite => new AccessViolationException($"No writable memory at 0x{address:x16}."),
            FaultKind.InvalidExecute => new AccessViolationException($"No code at 0x{address:x16}."),
            _ => new AccessViolationException("A protection fault: an address that no page table can map."),
        };
    }
}
