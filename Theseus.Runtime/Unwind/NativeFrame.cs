using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Unwinds through assembly and C code.</summary>
// SAFETY: a mark's return address proves that a throw helper's frame, with its context at a fixed place, is on the stack.
[Resident]
internal static unsafe class NativeFrame
{
    private const int ExceptionInfoBytes = 400;

    /// <summary>
    /// True if stepping out of a native frame at <paramref name="ip"/> leads to an instruction that has faulted: the caller's address is
    /// that of the instruction itself, and not one behind a call.
    /// </summary>
    public static bool LeadsToFault(nuint ip) => ip == UnwindMarks.Get()->HardwareThrowReturn;

    /// <summary>
    /// Steps out of a native frame at <paramref name="ip"/>. False at the bottom of the stack or in unknown code.
    /// </summary>
    public static bool Unwind(CellFunction* entry, nuint ip, nuint lookup, RegisterDisplay* registers)
    {
        UnwindMarks* marks = UnwindMarks.Get();
        if (ip == marks->ThrowReturn || ip == marks->RethrowReturn || ip == marks->HardwareThrowReturn)
        {
            registers->Load((LimitedContext*)(registers->StackPointer + ExceptionInfoBytes));
            return true;
        }

        if (entry != null)
        {
            return CallFrame.Unwind(entry, lookup, registers);
        }

        // musl is built without CFI. What can fault there on a caller's behalf (memmove, memset) are leaves.
        CodeRegion* region = CodeRegions.Find(lookup);
        if (region == null || ip < region->NativeStart || ip >= region->NativeEnd)
        {
            return false;
        }

        CallFrame.UnwindLeaf(registers);
        return true;
    }
}

/// <summary>Return addresses inside the throw and funclet helpers (Asm/exceptions.S).</summary>
// SAFETY: a table in Asm/exceptions.S, which does not move.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct UnwindMarks
{
    public readonly nuint ThrowReturn;
    public readonly nuint RethrowReturn;
    public readonly nuint HardwareThrowReturn;
    public readonly nuint CatchReturn;
    public readonly nuint FinallyReturn;
    public readonly nuint FilterReturn;

    /// <summary>Above lies who runs a program (Asm/cpu.S): no handler of an exception of the program's is looked for there.</summary>
    public readonly nuint BoundedReturn;

    /// <summary>The table.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_unwind_marks_address")]
    public static extern UnwindMarks* Get();
}

/// <summary>CoreLib's EH.ExInfo: an exception being dispatched. Lies on the stack of its thrower.</summary>
// SAFETY: laid out as CoreLib's EH.ExInfo of this version, on the stack of a thrower that is still in its call.
[Resident]
[StructLayout(LayoutKind.Explicit, Size = 400)]
internal unsafe struct ExceptionInfo
{
    [FieldOffset(0)] public ExceptionInfo* Previous;
    [FieldOffset(8)] public LimitedContext* Context;
    [FieldOffset(16)] public void* Exception;
    [FieldOffset(24)] public byte Kind;
    [FieldOffset(25)] public byte Pass;

    /// <summary>Index of the clause whose funclet runs; all ones where none does.</summary>
    [FieldOffset(28)] public uint CurrentClause;

    [FieldOffset(32)] private byte _iterator;

    /// <summary>Where the dispatch stands.</summary>
    public void* Iterator => Unsafe.AsPointer(ref _iterator);
}
