using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// Lets interrupted code go on with an exception, as if its next instruction had thrown it (CoreLib's RhThrowHwEx).
/// </summary>
[Resident]
internal static class HardwareThrow
{
    private const uint OfThread = 67; // EH.HwExceptionCode.STATUS_NATIVEAOT_THREAD_ABORT
    private const ulong RedZone = 128;

    /// <summary>One that CoreLib makes: enters RhpThrowHwEx, below the red zone of what was interrupted.</summary>
    /// <param name="frame">The interrupted code's registers.</param>
    /// <param name="code">Of the exception, in EH.HwExceptionCode.</param>
    public static void Into(ref InterruptFrame frame, uint code)
    {
        frame.Rdi = code;
        frame.Rsi = frame.Rip;
        frame.Rax = frame.Rsp;
        frame.Rsp = (frame.Rsp - RedZone) & ~15UL;
        frame.Rip = ThrowAddress();
        frame.Rflags &= ~InterruptFrame.DirectionFlag;
        frame.Rflags |= InterruptFrame.InterruptFlag; // what had turned them off will not turn them on again
    }

    /// <summary>One that is made of what the task's block says (<see cref="CurrentFault"/>).</summary>
    public static void Into(ref InterruptFrame frame, ref ThreadControlBlock thread, FaultKind kind, nuint address)
    {
        thread.FaultKind = (ulong)kind;
        thread.FaultAddress = address;
        Into(ref frame, OfThread);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_throw_hardware_exception_address")]
    private static extern ulong ThrowAddress();
}
