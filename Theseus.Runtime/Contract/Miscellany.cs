using System.Runtime;

namespace Theseus.Runtime.Contract;

/// <summary>Small parts of the runtime contract that need no state.</summary>
// SAFETY: CoreLib passes two objects of one boxed type, and out parameters of its own.
internal static unsafe class Miscellany
{
    private const int CrashBufferBytes = 1024;

    private struct CrashBuffer
    {
        public fixed byte Bytes[CrashBufferBytes];
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
    [RuntimeExport("RhCpuIdEx")]
    private static void CpuId(uint* registers, uint leaf, uint subleaf) => Cpu.CpuId(leaf, subleaf, registers);

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

    [RuntimeExport("RhSetCurrentThreadName")]
    private static void SetThreadName(byte* name)
    {
    }

    /// <summary>Threads that end come with tasks.</summary>
    [RuntimeExport("RhSetThreadExitCallback")]
    private static void SetThreadExitCallback(void* callback)
    {
    }

    /// <summary>Where CoreLib writes a machine-readable account of a crash.</summary>
    [RuntimeExport("RhGetCrashInfoBuffer")]
    private static byte* CrashInfoBuffer(int* bytes)
    {
        *bytes = CrashBufferBytes;
        fixed (CrashBuffer* buffer = &s_crashBuffer)
        {
            return buffer->Bytes;
        }
    }

    /// <summary>There is nowhere to write a dump to.</summary>
    [RuntimeExport("RhCreateCrashDumpIfEnabled")]
    private static void CreateCrashDump(nint exceptionRecord)
    {
    }

    /// <summary>True where two boxed values of one type have equal bytes, padding included.</summary>
    [RuntimeExport("RhCompareObjectContentsAndPadding")]
    private static bool CompareContents(byte* left, byte* right)
    {
        MethodTable* type = *(MethodTable**)left;
        nuint bytes = type->BaseSize - 16;
        for (nuint i = 0; i < bytes; i++)
        {
            if (left[8 + i] != right[8 + i])
            {
                return false;
            }
        }

        return true;
    }

    [RuntimeExport("RhFlushProcessWriteBuffers")]
    private static void FlushWriteBuffers() => Interlocked.MemoryBarrier();
}
