using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Kill;

/// <summary>The exception by which tasks are killed, as the dispatch of exceptions knows it: by its address.</summary>
[Resident]
internal static class KillInFlight
{
    private static nuint s_exception;

    /// <summary>True while the running task dispatches it.</summary>
    public static bool IsNewest
    {
        get
        {
            ExceptionInFlight newest = ExceptionInFlight.NewestOf(in ThreadControlBlock.Running);
            return newest.Exists && newest.Info.Exception == s_exception && s_exception != 0;
        }
    }

    /// <summary>True while it does, and handlers of a program do not hold it any more.</summary>
    public static bool IsUncatchable => IsNewest
        && Cpu.ReadTimestamp() >= ThreadControlBlock.Running.Task.KillUncatchableAt;

    /// <summary>
    /// True if it is on its way on the stack of a task, or a handler that has not ended yet has caught it.
    /// </summary>
    public static bool IsOn(in ThreadControlBlock thread)
    {
        ExceptionInFlight at = ExceptionInFlight.NewestOf(in thread);
        while (at.Exists && at.Info.Exception != s_exception)
        {
            at = at.Info.Previous;
        }

        return at.Exists;
    }

    /// <summary>Says which it is, once; the object is alive from then on.</summary>
    // SAFETY: only the address is kept, to compare it; objects do not move.
    public static void Register(object exception) => s_exception = Unsafe.As<object, nuint>(ref exception);
}
