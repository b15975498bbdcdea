using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>The code of one cell, and where its tables are. Offsets in the tables count from <see cref="Base"/>.</summary>
// SAFETY: pointers and counts are set together by who adds the region and promises that the tables stay.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodeRegion : ISorted<CodeRegion>
{
    /// <summary>First byte of the code.</summary>
    public nuint Start;

    /// <summary>One past the last.</summary>
    public nuint End;

    /// <summary>The cell's first byte.</summary>
    public byte* Base;

    /// <summary>Bytes of the cell, data included.</summary>
    public nuint Length;

    /// <summary>The functions, by start.</summary>
    public CellFunction* Functions;

    /// <summary>How many there are.</summary>
    public uint FunctionCount;

    /// <summary>Number by which the cell's owner knows it.</summary>
    public uint Cell;

    /// <summary>The unwind records.</summary>
    public byte* Cfi;

    /// <summary>Unboxing stubs and where they lead, by stub.</summary>
    public CellUnboxTarget* UnboxTargets;

    /// <summary>How many there are.</summary>
    public uint UnboxTargetCount;

    /// <summary>Bytes of <see cref="NameText"/>.</summary>
    public uint NameBytes;

    /// <summary>For each function, where its name begins in <see cref="NameText"/>; null without names.</summary>
    public uint* NameOffsets;

    /// <summary>The names, each with a zero behind it.</summary>
    public byte* NameText;

    /// <summary>C code without unwind information: from here</summary>
    public nuint NativeStart;

    /// <summary>to here.</summary>
    public nuint NativeEnd;

    static ulong ISorted<CodeRegion>.KeyOf(in CodeRegion entry) => entry.Start;
}
