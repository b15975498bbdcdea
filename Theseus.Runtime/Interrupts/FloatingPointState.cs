using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>The control and status words in what FXSAVE wrote (Intel SDM volume 1, section 10.5.1).</summary>
[Resident]
internal static class FloatingPointState
{
    private const int ControlOffset = 0;
    private const int StatusOffset = 2;
    private const int MxcsrOffset = 24;
    private const uint Flags = 0x3F;
    private const int MaskShift = 7;
    private const ushort AllMaskedX87 = 0x37F;
    private const uint AllMaskedSse = 0x1F80;
    private const ushort X87Pending = 0x80FF; // busy, summary, stack fault and the six flags

    /// <summary>Bit of an invalid operation.</summary>
    public const uint Invalid = 1;

    /// <summary>Bit of a division by zero.</summary>
    public const uint DivideByZero = 4;

    /// <summary>Bit of an overflow.</summary>
    public const uint Overflow = 8;

    /// <summary>
    /// The unmasked exceptions that are set, as MXCSR has them. Masks and clears all, as a program finds them at its
    /// start: the code that makes a managed exception computes too.
    /// </summary>
    public static nuint TakeExceptions(ref InterruptFrame.SseState state, bool ofSse)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes((Span<ulong>)state);
        Span<byte> mxcsr = bytes[MxcsrOffset..];
        uint sse = BinaryPrimitives.ReadUInt32LittleEndian(mxcsr);
        uint control = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ControlOffset..]);
        uint status = BinaryPrimitives.ReadUInt16LittleEndian(bytes[StatusOffset..]);
        uint raised = ofSse ? sse & ~(sse >> MaskShift) : status & ~control;
        BinaryPrimitives.WriteUInt32LittleEndian(mxcsr, AllMaskedSse);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ControlOffset..], AllMaskedX87);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[StatusOffset..], (ushort)(status & ~(uint)X87Pending));
        return raised & Flags;
    }
}
