using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>What all heaps have done since the boot, each program's among them.</summary>
[Resident]
internal static class CollectorTotals
{
    /// <summary>Bytes allocated, but for what was granted to an allocator and has not been used.</summary>
    public static ulong AllocatedBytes { get; private set; }

    /// <summary>Collections.</summary>
    public static ulong Collections { get; private set; }

    /// <summary>Ticks of the time-stamp counter that they took.</summary>
    public static ulong PauseTicks { get; private set; }

    internal static void Grant(nuint bytes) => AllocatedBytes += bytes;

    internal static void Return(nuint bytes) => AllocatedBytes -= bytes;

    internal static void HasCollected(ulong pauseTicks)
    {
        Collections++;
        PauseTicks += pauseTicks;
    }
}
