using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// The global descriptor table with its task state segment, and the interrupt descriptor table (Intel SDM volume 3,
/// sections 3.5, 6.14, 8.7). Every gate has an interrupt stack: 1 double fault, 2 other exceptions, 3 device
/// interrupts, 4 non-maskable interrupt and machine check.
/// </summary>
[Resident]
internal static class Descriptors
{
    private const int GlobalEntries = 5;
    private const int TaskStateWords = 26;
    private const int Vectors = InterruptLayout.Vectors;
    private const int StubBytes = InterruptLayout.StubBytes;
    private const uint TaskStateBytes = TaskStateWords * sizeof(uint);
    private const ushort CodeSelector = 0x08;
    private const ushort TaskSelector = 0x18;
    private const byte InterruptGate = 0x8E;

    [InlineArray(GlobalEntries)]
    private struct GlobalTable
    {
        private ulong _first;
    }

    [InlineArray(TaskStateWords)]
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
        FillTaskState(s_task);
        FillGlobal(s_global);
        FillInterrupts(s_interrupts);
        Load();
    }

    private static void FillTaskState(Span<uint> task)
    {
        for (int i = 0; i < InterruptStacks.Emergency; i++)
        {
            ulong stack = InterruptStacks.Top(i);
            task[9 + (i * 2)] = (uint)stack;
            task[10 + (i * 2)] = (uint)(stack >> 32);
        }

        task[25] = TaskStateBytes << 16; // no I/O permission map
    }

    private static void FillGlobal(Span<ulong> table)
    {
        table[1] = 0x00AF9A00_0000FFFF;
        table[2] = 0x00CF9200_0000FFFF;
        ulong address = AddressOf(in s_task[0]);
        ulong limit = TaskStateBytes - 1;
        table[3] = limit | ((address & 0xFF_FFFF) << 16) | (0x89UL << 40) | (((address >> 24) & 0xFF) << 56);
        table[4] = address >> 32;
    }

    private static void FillInterrupts(Span<ulong> table)
    {
        ulong stub = Stubs();
        for (int vector = 0; vector < Vectors; vector++, stub += StubBytes)
        {
            uint stack = vector switch { 8 => 1, 2 or 18 => 4, < 32 => 2, _ => 3 };
            table[vector * 2] = (stub & 0xFFFF) | ((ulong)CodeSelector << 16) | ((ulong)stack << 32)
                | ((ulong)InterruptGate << 40) | (((stub >> 16) & 0xFFFF) << 48);
            table[(vector * 2) + 1] = stub >> 32;
        }
    }

    private static void Load()
    {
        PseudoDescriptor pointer = default;
        pointer.Limit = (GlobalEntries * sizeof(ulong)) - 1;
        pointer.Base = AddressOf(in s_global[0]);
        Cpu.LoadDescriptorTable(in pointer, TaskSelector);
        pointer.Limit = (Vectors * 2 * sizeof(ulong)) - 1;
        pointer.Base = AddressOf(in s_interrupts[0]);
        Cpu.LoadInterruptTable(in pointer);
    }

    /// <summary>The address of one of the tables, which are part of the image and do not move.</summary>
    // SAFETY: only the address is taken.
    private static unsafe ulong AddressOf<T>(ref readonly T first)
        where T : unmanaged
    {
        fixed (T* address = &first)
        {
            return (ulong)address;
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_interrupt_stubs_address")]
    private static extern ulong Stubs();
}
