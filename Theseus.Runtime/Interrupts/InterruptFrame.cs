using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Runtime.Interrupts;

/// <summary>What Asm/interrupts.S saves of the interrupted code; changes are taken back by the return.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InterruptFrame
{
    /// <summary>Bit of RFLAGS: string instructions go down.</summary>
    public const ulong DirectionFlag = 0x400;

    /// <summary>Bit of RFLAGS: a debug exception follows the next instruction.</summary>
    public const ulong TrapFlag = 0x100;

    /// <summary>Bit of RFLAGS: interrupts are on.</summary>
    public const ulong InterruptFlag = 0x200;

    /// <summary>The x87 and SSE state as FXSAVE writes it.</summary>
    public SseState Sse;

    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong R11;
    public ulong R10;
    public ulong R9;
    public ulong R8;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rcx;
    public ulong Rax;
    public ulong Vector;

    /// <summary>The CPU's error code; 0 for vectors that have none.</summary>
    public ulong ErrorCode;

    public ulong Rip;
    public ulong Cs;
    public ulong Rflags;
    public ulong Rsp;
    public ulong Ss;

    /// <summary>512 bytes.</summary>
    [InlineArray(64)]
    public struct SseState
    {
        private ulong _first;
    }
}
