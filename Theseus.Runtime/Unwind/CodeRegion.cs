using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// The code of one cell, and where its tables are. Offsets in the tables count from <see cref="Base"/>. Who adds a
/// region promises that code and tables stay at their places until it is removed.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct CodeRegion : ISorted<CodeRegion>
{
    /// <summary>First byte of the code.</summary>
    public nuint Start;

    /// <summary>One past the last.</summary>
    public nuint End;

    /// <summary>The cell's first byte.</summary>
    public nuint Base;

    /// <summary>Bytes of the cell, data included.</summary>
    public nuint Length;

    /// <summary>The functions, by start.</summary>
    public StableTable<CellFunction> Functions;

    /// <summary>The unwind records.</summary>
    public StableTable<byte> Cfi;

    /// <summary>Unboxing stubs and where they lead, by stub.</summary>
    public StableTable<CellUnboxTarget> UnboxTargets;

    /// <summary>Where a program's code must not be killed, by start.</summary>
    public StableTable<CellKillGap> KillGaps;

    /// <summary>For each function, where its name begins in <see cref="NameText"/>; empty without names.</summary>
    public StableTable<uint> NameOffsets;

    /// <summary>The names, each with a zero behind it.</summary>
    public StableTable<byte> NameText;

    /// <summary>Number by which the cell's owner knows it.</summary>
    public uint Cell;

    /// <summary>C code without unwind information: from here</summary>
    public nuint NativeStart;

    /// <summary>to here.</summary>
    public nuint NativeEnd;

    static ulong ISorted<CodeRegion>.KeyOf(in CodeRegion entry) => entry.Start;

    /// <summary>The function that an address of the region's is in.</summary>
    public readonly FunctionEntry FunctionAt(nuint address)
    {
        int found = CellFunction.Find(Functions.Entries, (uint)(address - Base));
        return found >= 0 ? new FunctionEntry(Functions, found) : default;
    }

    /// <summary>Address of the first instruction of one of the region's functions.</summary>
    public readonly nuint StartOf(FunctionEntry entry) => Base + entry.Function.Start;

    /// <summary>The main body of the method that one of the region's functions is part of.</summary>
    public readonly FunctionEntry RootOf(FunctionEntry entry) =>
        new(Functions, (int)entry.Function.Root);

    /// <summary>The place of one of the region's functions in its table.</summary>
    public readonly int IndexOf(FunctionEntry entry) =>
        SortedTable.LastAtMost(Functions.Entries, entry.Function.Start);
}
