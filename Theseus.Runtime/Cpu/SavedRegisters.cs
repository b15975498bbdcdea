using System.Runtime.InteropServices;

namespace Theseus.Runtime;

/// <summary>
/// What the switch to another stack leaves on the one that it leaves, at its stack pointer (Asm/cpu.S,
/// theseus_switch_thread).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SavedRegisters
{
    public ulong R15;
    public ulong R14;
    public ulong R13;
    public ulong R12;
    public ulong Rbx;
    public ulong Rbp;

    /// <summary>Where the switch returns to.</summary>
    public ulong ReturnAddress;
}
