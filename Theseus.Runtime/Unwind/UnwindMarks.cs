using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Return addresses inside the throw and funclet helpers (Asm/exceptions.S).</summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal readonly partial struct UnwindMarks
{
    public readonly nuint ThrowReturn;
    public readonly nuint RethrowReturn;
    public readonly nuint HardwareThrowReturn;
    public readonly nuint CatchReturn;
    public readonly nuint FinallyReturn;
    public readonly nuint FilterReturn;

    /// <summary>
    /// Above lies who runs a program (Asm/cpu.S): no handler of an exception of the program's is looked for there.
    /// </summary>
    public readonly nuint BoundedReturn;

    /// <summary>True for where the dispatcher goes on after a handler of an exception.</summary>
    public bool IsFuncletCall(nuint ip) => ip == CatchReturn || ip == FinallyReturn || ip == FilterReturn;

    /// <summary>True for where a throw helper goes on after the dispatcher: the thrower's frame is the next.</summary>
    public bool IsThrow(nuint ip) => ip == ThrowReturn || ip == RethrowReturn || ip == HardwareThrowReturn;
}
