using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime;

/// <summary>Instructions that C# cannot say, one method each (Asm/cpu.S). None allocates or throws.</summary>
internal static class Cpu
{
    /// <summary>Writes a byte to an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_out8")]
    public static extern void Out8(ushort port, byte value);

    /// <summary>Writes 16 bits to an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_out16")]
    public static extern void Out16(ushort port, ushort value);

    /// <summary>Writes 32 bits to an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_out32")]
    public static extern void Out32(ushort port, uint value);

    /// <summary>Reads 32 bits from an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_in32")]
    public static extern uint In32(ushort port);

    /// <summary>Reads a byte from an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_in8")]
    public static extern byte In8(ushort port);

    /// <summary>Reads 16 bits from an I/O port.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_in16")]
    public static extern ushort In16(ushort port);

    /// <summary>The time-stamp counter, in ticks of a CPU-specific frequency.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_rdtsc")]
    public static extern ulong ReadTimestamp();

    /// <summary>CR2: the address whose access faulted.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_read_cr2")]
    public static extern ulong ReadFaultAddress();

    /// <summary>Sets CR3, which also drops every TLB entry that is not global.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_write_cr3")]
    public static extern void WritePageTableRoot(ulong physicalAddress);

    /// <summary>Drops the TLB entry for the page that holds <paramref name="address"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_invlpg")]
    public static extern void InvalidatePage(nuint address);

    /// <summary>Writes a model-specific register.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_write_msr")]
    public static extern void WriteMsr(uint register, ulong value);

    /// <summary>CPUID; <paramref name="registers"/> receives EAX, EBX, ECX and EDX.</summary>
    // SAFETY: the caller passes the address of four words; the instruction writes nothing else.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cpuid")]
    public static extern unsafe void CpuId(uint leaf, uint subleaf, uint* registers);

    /// <summary>RDRAND: returns 1 and a random value, or 0 where none came. Ask <see cref="CpuId"/> first.</summary>
    // SAFETY: the caller passes the address of a word; the instruction writes nothing else.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_rdrand")]
    public static extern unsafe int ReadRandom(ulong* value);

    /// <summary>
    /// RDSEED: returns 1 and a value of full entropy, or 0 where none came. Ask <see cref="CpuId"/> first.
    /// </summary>
    // SAFETY: the caller passes the address of a word; the instruction writes nothing else.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_rdseed")]
    public static extern unsafe int ReadSeed(ulong* value);

    /// <summary>Tells the CPU that this is a spin.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_pause")]
    public static extern void Pause();

    /// <summary>Turns interrupts on.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_sti")]
    public static extern void EnableInterrupts();

    /// <summary>Turns interrupts off; returns 1 if they were on, else 0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cli")]
    public static extern int DisableInterrupts();

    /// <summary>Turns interrupts on and halts until one has been served.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_wait_for_interrupt")]
    public static extern void WaitForInterrupt();

    /// <summary>Halts with interrupts off. Does not return.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_halt_for_ever")]
    public static extern void HaltForEver();

    /// <summary>Loads the interrupt descriptor table.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_lidt")]
    public static extern void LoadInterruptTable(in PseudoDescriptor table);

    /// <summary>Loads the descriptor table, the code (0x08) and data (0x10) segments and the task register.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_load_gdt")]
    public static extern void LoadDescriptorTable(in PseudoDescriptor table, ushort taskSelector);

    /// <summary>The caller's stack pointer.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_stack_pointer")]
    public static extern nuint StackPointer();

    /// <summary>
    /// Pushes both arguments and all callee-saved registers and calls <paramref name="body"/> with the arguments and
    /// with the lowest stack address that the caller can still mean: whatever lies below it is not the caller's.
    /// </summary>
    // SAFETY: the body is a static method; what the arguments are is between it and the caller.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_call_with_registers")]
    public static extern unsafe void* CallWithRegisters(
        delegate*<void*, void*, void*, void*> body, void* first, void* second);

    /// <summary>
    /// Zeroes the dead part of the stack from <paramref name="lowest"/>, 8-byte aligned, up to the caller's frame.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_clear_stack_below")]
    public static extern void ClearStackBelow(nuint lowest);
}
