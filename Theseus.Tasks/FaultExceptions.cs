using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Kill;

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
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(DataMisalignedException))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(SEHException))]
    [RuntimeExport("RhpGetThreadAbortException")]
    private static object Create()
    {
        FaultKind kind = CurrentFault.Take(out ulong address);
        return kind switch
        {
            FaultKind.Killed => TaskKilledException.Instance,
            FaultKind.StackOverflow => new InsufficientExecutionStackException(
                "The stack overflowed: the task ran into its guard pages."),
            FaultKind.NoStackMemory => new OutOfMemoryException("There is no memory for the stack to grow."),
            FaultKind.InvalidRead or FaultKind.InvalidWrite
                when MemoryMap.WasReleased(new VirtualAddress(address)) => UseAfterRelease(address),
            FaultKind.InvalidRead => new AccessViolationException(Message("readable memory", address)),
            FaultKind.InvalidWrite => new AccessViolationException(Message("writable memory", address)),
            FaultKind.CellLoad => Upcalls.CellLoadException(),
            FaultKind.UnknownInstruction =>
                new PlatformNotSupportedException($"This CPU has no such instruction as the one at {Where(address)}."),
            FaultKind.FloatingPoint => FloatingPoint((uint)address),
            FaultKind.Misaligned => new DataMisalignedException(),
            FaultKind.Overflow => new OverflowException(),
            FaultKind.OutOfRange => new IndexOutOfRangeException(),
            FaultKind.OtherVector => new SEHException($"The CPU raised exception {address}."),
            FaultKind.InvalidExecute => new AccessViolationException(Message("code", address)),
            _ => new AccessViolationException("A protection fault: an address that no page table can map."),
        };
    }

    /// <summary>
    /// A view that was left when its mapping was released: no accident of the machine but a mistake of the program, by
    /// its name.
    /// </summary>
    private static MemoryException UseAfterRelease(ulong address) =>
        new(MemoryError.UsedAfterRelease, $"{Where(address)}.");

    private static string Message(string what, ulong address) => $"No {what} at {Where(address)}.";

    private static string Where(ulong address)
    {
        VirtualAddress at = new(address);
        return $"{at}: {MemoryMap.Describe(at)}";
    }

    /// <summary>As .NET names them: what a divisor or a size explains, and anything else.</summary>
    private static ArithmeticException FloatingPoint(uint flags) =>
        (flags & FloatingPointState.DivideByZero) != 0 ? new DivideByZeroException()
        : (flags & FloatingPointState.Overflow) != 0 ? new OverflowException()
        : new ArithmeticException();
}
