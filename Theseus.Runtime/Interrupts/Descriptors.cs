using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// The global descriptor table with its task state segment, and the interrupt descriptor table (Intel SDM volume 3,
/// sections 3.5, 6.14, 8.7). Every gate has an interrupt stack: 1 double fault, 2 other exceptions, 3 device
/// interrupts, 4 non-maskable interrupt and machine check.
/// </summary>
// SAFETY: the tables are statics of the image, which does not move; their sizes are those that the pseudo-descriptors give.
[Resident]
internal static unsafe class Descriptors
{
    private const int Vectors = 64;
    private const int StubBytes = 16;
    private const ushort CodeSelector = 0x08;
    private const ushort TaskSelector = 0x18;
    private const byte InterruptGate = 0x8E;

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    private struct PseudoDescriptor
    {
        public ushort Limit;
        public ulong Base;
    }

    [InlineArray(5)]
    private struct GlobalTable
    {
        private ulong _first;
    }

    [InlineArray(26)]
    private struct TaskState
    {
        private uint _first;
    }

    [InlineArray(Vectors * 2)]
    private struct InterruptTable
    {
        private ulong _first;
    }

    private static GlobalTable s_global;
    private static TaskState s_task;
    private static InterruptTable s_interrupts;

    /// <summary>Fills and loads the tables. From here on, a fault is answered by <see cref="Faults"/>.</summary>
    public static void Initialize()
    {
        fixed (GlobalTable* global = &s_global)
        fixed (TaskState* task = &s_task)
        fixed (InterruptTable* interrupts = &s_interrupts)
        {
            FillTaskState((uint*)task);
            ulong* gdt = (ulong*)global;
            gdt[1] = 0x00AF9A00_0000FFFF;
            gdt[2] = 0x00CF9200_0000FFFF;
            ulong address = (ulong)task;
            ulong limit = (ulong)sizeof(TaskState) - 1;
            gdt[3] = limit | ((address & 0xFF_FFFF) << 16) | (0x89UL << 40) | (((address >> 24) & 0xFF) << 56);
            gdt[4] = address >> 32;

            PseudoDescriptor pointer = default;
            pointer.Limit = (ushort)(sizeof(GlobalTable) - 1);
            pointer.Base = (ulong)gdt;
            Cpu.LoadDescriptorTable(&pointer, TaskSelector);

            ulong* idt = (ulong*)interrupts;
            ulong stub = (ulong)Stubs();
            for (int vector = 0; vector < Vectors; vector++, stub += StubBytes)
            {
                uint stack = vector switch { 8 => 1, 2 or 18 => 4, < 32 => 2, _ => 3 };
                idt[vector * 2] = (stub & 0xFFFF) | ((ulong)CodeSelector << 16) | ((ulong)stack << 32)
                    | ((ulong)InterruptGate << 40) | (((stub >> 16) & 0xFFFF) << 48);
                idt[(vector * 2) + 1] = stub >> 32;
            }

            pointer.Limit = (ushort)(sizeof(InterruptTable) - 1);
            pointer.Base = (ulong)idt;
            Cpu.LoadInterruptTable(&pointer);
        }
    }

    private static void FillTaskState(uint* task)
    {
        for (int i = 0; i < InterruptStacks.Emergency; i++)
        {
            ulong stack = InterruptStacks.Top(i);
            task[9 + (i * 2)] = (uint)stack;
            task[10 + (i * 2)] = (uint)(stack >> 32);
        }

        task[25] = (uint)sizeof(TaskState) << 16; // no I/O permission map
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_interrupt_stubs_address")]
    private static extern void* Stubs();
}
