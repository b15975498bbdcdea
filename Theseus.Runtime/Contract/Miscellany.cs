using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Contract;

/// <summary>Small parts of the runtime contract that need no state.</summary>
internal static class Miscellany
{
    private const int CrashBufferBytes = 1024;

    [InlineArray(CrashBufferBytes)]
    private struct CrashBuffer
    {
        private byte _first;
    }

    private static CrashBuffer s_crashBuffer;

    /// <summary>musl's code found its stack canary overwritten.</summary>
    [RuntimeExport("__stack_chk_fail")]
    private static void StackCheckFailed() => Panic.Stop("native code has overrun its stack frame"u8);

    /// <summary>Collections may happen at any point of a dispatch: stacks are scanned conservatively.</summary>
    [RuntimeExport("RhpSetThreadDoNotTriggerGC")]
    private static void SetDoNotCollect()
    {
    }

    /// <summary>X86Base.CpuId: EAX, EBX, ECX and EDX of a leaf.</summary>
    // SAFETY: CoreLib passes the address of four words.
    [RuntimeExport("RhCpuIdEx")]
    private static unsafe void CpuId(uint* registers, uint leaf, uint subleaf) => Cpu.CpuId(leaf, subleaf, registers);

    /// <summary>No native debugger: gdb sits outside of the machine and cannot be seen.</summary>
    [RuntimeExport("DebugDebugger_IsNativeDebuggerAttached")]
    private static int IsNativeDebuggerAttached() => 0;

    [RuntimeExport("RhSpinWait")]
    private static void SpinWait(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Cpu.Pause();
        }

        SafePoint.Pass(); // who spins is nearly always here
    }

    [RuntimeExport("RhGetProcessCpuCount")]
    private static int CpuCount() => 1;

    /// <summary>The running task's name, in UTF-8, a zero behind it.</summary>
    // SAFETY: CoreLib passes a text that it has marshalled; no more than to its zero is read.
    [RuntimeExport("RhSetCurrentThreadName")]
    private static unsafe void SetThreadName(byte* name)
    {
        int length = 0;
        while (name != null && length <= TaskName.Room && name[length] != 0)
        {
            length++;
        }

        ref TaskState state = ref TaskReference.Current.State;
        state.Name.Set(new ReadOnlySpan<byte>(name, length));
        state.IsService = state.Name.Text.StartsWith(".NET "u8) && !state.Name.Text.SequenceEqual(".NET TP Worker"u8);
    }

    /// <summary>Where CoreLib writes a machine-readable account of a crash.</summary>
    [RuntimeExport("RhGetCrashInfoBuffer")]
    private static ref byte CrashInfoBuffer(out int bytes)
    {
        bytes = CrashBufferBytes;
        return ref s_crashBuffer[0];
    }

    /// <summary>There is nowhere to write a dump to.</summary>
    [RuntimeExport("RhCreateCrashDumpIfEnabled")]
    private static void CreateCrashDump(nint exceptionRecord)
    {
    }

    /// <summary>True where two boxed values of one type have equal bytes, padding included.</summary>
    // SAFETY: CoreLib passes two objects of one boxed type: behind the MethodTable pointer lie as many bytes as the
    // type says.
    [RuntimeExport("RhCompareObjectContentsAndPadding")]
    private static unsafe bool CompareContents(byte* left, byte* right)
    {
        MethodTable* type = *(MethodTable**)left;
        int bytes = (int)type->BaseSize - (2 * sizeof(ulong));
        ReadOnlySpan<byte> contents = new(left + sizeof(ulong), bytes);
        return contents.SequenceEqual(new ReadOnlySpan<byte>(right + sizeof(ulong), bytes));
    }

    [RuntimeExport("RhFlushProcessWriteBuffers")]
    private static void FlushWriteBuffers() => Interlocked.MemoryBarrier();
}
