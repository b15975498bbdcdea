using System.Runtime.InteropServices;
using Xunit;
using Machine = Theseus.Tests.Platform.Machine;

namespace Theseus.Memory;

/// <summary>The native heap on the host: so much memory as the machine has, and every block counted.</summary>
// SAFETY: blocks come from the C library and are used within their size.
internal static unsafe class NativeHeap
{
    private const int PageBytes = 4096;

    public static void* Allocate(nuint bytes)
    {
        if (bytes > Machine.MemoryLimit)
        {
            return null;
        }

        Machine.Blocks++;
        void* block = NativeMemory.Alloc(bytes);
        new Span<byte>(block, (int)bytes).Fill(0xCD);
        return block;
    }

    public static void* Reallocate(void* block, nuint bytes) => bytes > Machine.MemoryLimit ? null
        : NativeMemory.Realloc(block, bytes);

    public static void Free(void* block)
    {
        if (block != null)
        {
            Machine.Blocks--;
            NativeMemory.Free(block);
        }
    }

    public static void* Reserve(nuint pages)
    {
        if (pages * PageBytes > Machine.MemoryLimit)
        {
            return null;
        }

        Machine.Blocks++;
        return NativeMemory.AlignedAlloc(pages * PageBytes, PageBytes);
    }

    public static bool Commit(void* start, nuint committed, nuint more, nuint reserved)
    {
        Assert.True(committed + more <= reserved);
        NativeMemory.Clear((byte*)start + (committed * PageBytes), more * PageBytes);
        return true;
    }

    public static void Release(void* start, nuint committed, nuint reserved)
    {
        Machine.Blocks--;
        NativeMemory.AlignedFree(start);
    }
}
