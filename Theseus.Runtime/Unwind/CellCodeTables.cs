using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>Hands the tables of a cell's code over to the unwinder.</summary>
// SAFETY: the spans lie in a boot file, which stays for ever at its place; the loader has checked the tables' entries.
[Resident]
internal static unsafe class CellCodeTables
{
    /// <summary>Bytes that the table of regions takes.</summary>
    public static ulong Bytes => (ulong)(CodeRegions.Capacity * sizeof(CodeRegion));

    /// <summary>Adds the code of a cell.</summary>
    /// <param name="cell">Its number.</param>
    /// <param name="start">Its first address, which is code.</param>
    /// <param name="memoryBytes">Bytes of the whole cell.</param>
    /// <param name="textBytes">Bytes of code.</param>
    /// <param name="functions">Entries of the unwinder's form, by start.</param>
    /// <param name="cfi">Unwind records.</param>
    /// <param name="unboxTargets">Unboxing stubs and their targets, by stub.</param>
    /// <param name="nameOffsets">For each function, where its name is in <paramref name="nameText"/>; empty without names.</param>
    /// <param name="nameText">Names, each with a zero behind it.</param>
    /// <param name="isNative">C code, of which not every function has unwind information.</param>
    public static bool Register(
        uint cell, ulong start, uint memoryBytes, uint textBytes, ReadOnlySpan<byte> functions, ReadOnlySpan<byte> cfi,
        ReadOnlySpan<byte> unboxTargets, ReadOnlySpan<uint> nameOffsets, ReadOnlySpan<byte> nameText, bool isNative)
    {
        CodeRegion region = default;
        region.Cell = cell;
        region.Base = (byte*)start;
        region.Length = memoryBytes;
        region.Start = (nuint)start;
        region.End = (nuint)start + textBytes;
        region.NativeStart = isNative ? region.Start : 0;
        region.NativeEnd = isNative ? region.End : 0;
        region.FunctionCount = (uint)(functions.Length / sizeof(CellFunction));
        region.UnboxTargetCount = (uint)(unboxTargets.Length / sizeof(CellUnboxTarget));
        bool named = nameOffsets.Length >= region.FunctionCount && nameText.Length > 0 && nameText[^1] == 0;
        region.NameBytes = named ? (uint)nameText.Length : 0;
        fixed (byte* first = functions, records = cfi, stubs = unboxTargets, text = nameText)
        fixed (uint* offsets = nameOffsets)
        {
            region.Functions = (CellFunction*)first;
            region.Cfi = records;
            region.UnboxTargets = (CellUnboxTarget*)stubs;
            region.NameText = text;
            region.NameOffsets = named ? offsets : null;
        }

        return CodeRegions.Add(&region);
    }

    /// <summary>Removes the code that begins at an address.</summary>
    public static void Forget(ulong start) => CodeRegions.Remove((nuint)start);
}
