using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>What a <see cref="CellFunction"/> is.</summary>
public enum CellFunctionKind : uint
{
    /// <summary>The main body of a managed method.</summary>
    Root,
    /// <summary>A catch, finally or fault funclet.</summary>
    Handler,
    /// <summary>A filter funclet.</summary>
    Filter,
    /// <summary>Assembly or C code.</summary>
    Native,
}

/// <summary>
/// A stretch of code with unwind information: 20 bytes of a cell file or of the image, which the kernel's unwinder
/// reads in place.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct CellFunction(
    uint start, uint length, uint cfi, uint clauses, uint root, CellFunctionKind kind, bool isOfProgram = false)
    : ISorted<CellFunction>
{
    /// <summary>Bytes before the instructions of an unwind record.</summary>
    public const int CfiHeaderBytes = 4;

    private const uint RootMask = 0x1FFF_FFFF;
    private const uint OfProgram = 0x2000_0000;
    private const int KindShift = 30;

    /// <summary>Cell offset of the first byte, in the text segment.</summary>
    public readonly uint Start = start;

    /// <summary>Bytes.</summary>
    public readonly uint Length = length;

    /// <summary>
    /// Where in the unwind records: code alignment u8, data alignment s8, length u16, then so many bytes of DWARF
    /// call frame instructions (those of the common entry first).
    /// </summary>
    public readonly uint Cfi = cfi;

    /// <summary>
    /// Cell offset of the exception clauses, in the constants; 0 where there are none. Main bodies only.
    /// </summary>
    public readonly uint Clauses = clauses;

    private readonly uint _rootAndKind = root | (isOfProgram ? OfProgram : 0) | ((uint)kind << KindShift);

    /// <summary>Index of the method's main body, which is of the same cell.</summary>
    public readonly uint Root => _rootAndKind & RootMask;

    /// <summary>
    /// True for what an app's or a package's source says: there a task can be killed, but in a
    /// <see cref="CellKillGap"/>. False for the system's and the class library's, instances for a program's types too.
    /// </summary>
    public readonly bool IsOfProgram => (_rootAndKind & OfProgram) != 0;

    /// <summary>What it is.</summary>
    public readonly CellFunctionKind Kind => (CellFunctionKind)(_rootAndKind >> KindShift);

    static ulong ISorted<CellFunction>.KeyOf(in CellFunction entry) => entry.Start;

    /// <summary>Index of the function that holds an offset, or -1.</summary>
    internal static int Find(ReadOnlySpan<CellFunction> functions, uint offset)
    {
        int last = SortedTable.LastAtMost(functions, offset);
        return last >= 0 && offset - functions[last].Start < functions[last].Length ? last : -1;
    }
}
