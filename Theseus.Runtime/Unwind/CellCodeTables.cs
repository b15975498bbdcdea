using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Hands the tables of a cell's code over to the unwinder.</summary>
[Resident]
internal static class CellCodeTables
{
    /// <summary>Bytes that the table of regions takes.</summary>
    public static ulong Bytes => CodeRegions.Capacity * SpanView.SizeOf<CodeRegion>();

    /// <summary>
    /// Adds the code of a cell. The tables lie in a boot file, which stays for ever at its place, and the loader has
    /// checked their entries.
    /// </summary>
    /// <param name="cell">Its number.</param>
    /// <param name="start">Its first address, which is code.</param>
    /// <param name="memoryBytes">Bytes of the whole cell.</param>
    /// <param name="textBytes">Bytes of code.</param>
    /// <param name="functions">Its functions, by start.</param>
    /// <param name="cfi">Unwind records.</param>
    /// <param name="unboxTargets">Unboxing stubs and their targets, by stub.</param>
    /// <param name="killGaps">Where a program's code must not be killed, by start.</param>
    /// <param name="nameOffsets">For each function, where its name is in <paramref name="nameText"/>; empty without
    /// names.</param>
    /// <param name="nameText">Names, each with a zero behind it.</param>
    /// <param name="isNative">C code, of which not every function has unwind information.</param>
    public static bool Register(
        uint cell, ulong start, uint memoryBytes, uint textBytes,
        ReadOnlySpan<CellFunction> functions, ReadOnlySpan<byte> cfi, ReadOnlySpan<CellUnboxTarget> unboxTargets,
        ReadOnlySpan<CellKillGap> killGaps, ReadOnlySpan<uint> nameOffsets, ReadOnlySpan<byte> nameText, bool isNative)
    {
        CodeRegion region = default;
        region.Cell = cell;
        region.Base = (nuint)start;
        region.Length = memoryBytes;
        region.Start = (nuint)start;
        region.End = (nuint)start + textBytes;
        region.NativeStart = isNative ? region.Start : 0;
        region.NativeEnd = isNative ? region.End : 0;
        region.Functions = new(functions);
        region.Cfi = new(cfi);
        region.UnboxTargets = new(unboxTargets);
        region.KillGaps = new(killGaps);
        if (nameOffsets.Length >= functions.Length)
        {
            region.NameOffsets = new(nameOffsets);
            region.NameText = new(nameText);
        }

        return CodeRegions.Add(in region);
    }

    /// <summary>Removes the code that begins at an address.</summary>
    public static void Forget(ulong start) => CodeRegions.Remove((nuint)start);
}
