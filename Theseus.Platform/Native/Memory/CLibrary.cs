using System.Runtime;
using Theseus.Platform.Native.Process;

namespace Theseus.Platform.Native.Memory;

/// <summary>
/// The few functions of C's library that the class library's native parts want (zlib-ng and Brotli; ISO C17, sections
/// 7.22.3 and 7.22.4) and that musl cannot give, because they need a system below. One family: what the first three
/// give, free takes back.
/// </summary>
// SAFETY: every block of this family comes from AllocateAligned and goes back by FreeAligned.
internal static class CLibrary
{
    private const nuint Natural = 16;

    [RuntimeExport("malloc")]
    internal static unsafe void* Allocate(nuint size) => NativeAllocation.AllocateAligned(Natural, size);

    [RuntimeExport("calloc")]
    internal static unsafe void* AllocateZeroed(nuint count, nuint size)
    {
        void* block = size != 0 && count > nuint.MaxValue / size ? null : Allocate(count * size);
        NativeAllocation.Clear((byte*)block, block == null ? 0 : count * size);
        return block;
    }

    [RuntimeExport("aligned_alloc")]
    internal static unsafe void* AllocateAligned(nuint alignment, nuint size) =>
        NativeAllocation.AllocateAligned(alignment, size);

    [RuntimeExport("free")]
    internal static unsafe void Free(void* block) => NativeAllocation.FreeAligned(block);

    /// <summary>
    /// Brotli's encoder, as .NET has it, ends the process where memory is out: here the program, with that status.
    /// </summary>
    [RuntimeExport("exit")]
    internal static void Exit(int status) => NativeSystem.Exit(status);
}
