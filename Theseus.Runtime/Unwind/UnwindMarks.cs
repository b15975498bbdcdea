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
}
