using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Unwinds through assembly and C code.</summary>
[Resident]
internal static class NativeFrame
{
    /// <summary>
    /// True if stepping out of a native frame at <paramref name="ip"/> leads to an instruction that has faulted: the
    /// caller's address is that of the instruction itself, and not one behind a call.
    /// </summary>
    public static bool LeadsToFault(nuint ip) => ip == UnwindMarks.All.HardwareThrowReturn;

    /// <summary>
    /// Steps out of a native frame at <paramref name="ip"/>. False at the bottom of the stack or in unknown code.
    /// </summary>
    public static bool Unwind(FunctionEntry entry, nuint ip, nuint lookup, ref RegisterDisplay registers)
    {
        if (TryLoadThrower(ip, ref registers))
        {
            return true;
        }

        if (entry.Exists)
        {
            return CallFrame.Unwind(entry, lookup, ref registers);
        }

        // musl is built without CFI. What can fault there on a caller's behalf (memmove, memset) are leaves.
        int region = CodeRegions.Find(lookup);
        if (region < 0 || ip < CodeRegions.All[region].NativeStart || ip >= CodeRegions.All[region].NativeEnd)
        {
            return false;
        }

        CallFrame.UnwindLeaf(ref registers);
        return true;
    }

    /// <summary>Where a throw helper has called the dispatcher, takes the registers of who threw.</summary>
    private static bool TryLoadThrower(nuint ip, ref RegisterDisplay registers)
    {
        if (!UnwindMarks.All.IsThrow(ip))
        {
            return false;
        }

        // SAFETY: the helper that the dispatcher returns to has pushed the thrower's context and below it an ExInfo,
        // at its stack pointer.
        unsafe
        {
            registers.Load(in *(LimitedContext*)(registers.StackPointer + ExceptionInfo.Bytes));
        }

        return true;
    }
}
