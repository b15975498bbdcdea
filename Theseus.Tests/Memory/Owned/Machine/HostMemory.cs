using System.Runtime.InteropServices;

namespace Theseus.Tests.Memory.Owned;

/// <summary>Address space of the host that takes memory only where it is touched.</summary>
// SAFETY: regions are never unmapped; Forget makes them read as zeroes again.
internal static unsafe class HostMemory
{
    private const ulong GiB = 1UL << 30;
    private const int ReadWrite = 3;
    private const int DontNeed = 4;
    private const int PrivateAnonymousNoReserve = 0x4022;

    /// <summary>A region that begins at a multiple of 1 GiB.</summary>
    public static ulong Reserve(ulong bytes)
    {
        void* start = mmap(null, (nuint)(bytes + GiB), ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return start == (void*)-1 ? throw new InvalidOperationException("mmap failed")
            : ((ulong)start + GiB - 1) & ~(GiB - 1);
    }

    /// <summary>Gives the memory of a region back to the host; its contents are zero afterwards.</summary>
    public static void Forget(ulong start, ulong bytes)
    {
        if (madvise((void*)start, (nuint)bytes, DontNeed) != 0)
        {
            throw new InvalidOperationException("madvise failed");
        }
    }

    [DllImport("libc")]
    private static extern void* mmap(void* address, nuint bytes, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int madvise(void* address, nuint bytes, int advice);
}
