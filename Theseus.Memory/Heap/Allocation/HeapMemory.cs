using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Clearing and copying without a call out of the heap. For structs above about 100 bytes the compiler itself calls
/// CoreLib, which P/Invokes for long ranges; the heap assigns none.
/// </summary>
[Resident]
internal static class HeapMemory
{
    /// <summary>Zeroes <paramref name="bytes"/>, a multiple of 8, at <paramref name="start"/>.</summary>
    // SAFETY: the caller owns that memory; stores of 128 and then of 8 bytes end at its end.
    public static unsafe void Clear(void* start, nuint bytes)
    {
        byte* at = (byte*)start;
        byte* end = at + bytes;
        byte* pairsEnd = at + (bytes & ~(2 * (nuint)sizeof(Line) - 1));
        while (at < pairsEnd)
        {
            *(Line*)at = default;
            *(Line*)(at + sizeof(Line)) = default;
            at += 2 * sizeof(Line);
        }

        while (at < end)
        {
            *(ulong*)at = 0;
            at += sizeof(ulong);
        }
    }

    /// <summary>Copies <paramref name="bytes"/>, a multiple of 8, between ranges that do not overlap.</summary>
    // SAFETY: the caller owns both ranges; words are copied below bytes only.
    public static unsafe void Copy(void* target, void* source, nuint bytes)
    {
        for (nuint word = 0; word < bytes / sizeof(ulong); word++)
        {
            ((ulong*)target)[word] = ((ulong*)source)[word];
        }
    }

    /// <summary>64 bytes, which the compiler stores in four moves.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Line;
}
