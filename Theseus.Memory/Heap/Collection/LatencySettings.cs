using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// What a program set in <c>GCSettings</c>. They are wishes, kept so that the getters say what was set: every
/// collection of this heap stops the program, and none moves an object.
/// </summary>
[Resident]
[OfInstance]
internal static class LatencySettings
{
    private const int Interactive = 1;
    private const int NoCollection = 4;
    private const int CompactionDefault = 1;

    private static int s_mode;
    private static int s_largeCompaction;

    /// <summary>A <c>GCLatencyMode</c>: what was set, or that a region without collections is active.</summary>
    public static int Mode => NoCollectionRegion.IsActive ? NoCollection : s_mode;

    /// <summary>A <c>GCLargeObjectHeapCompactionMode</c>; the next collection sets it back.</summary>
    public static int LargeCompaction => s_largeCompaction;

    /// <summary>What .NET starts with.</summary>
    public static void Initialize()
    {
        s_mode = Interactive;
        s_largeCompaction = CompactionDefault;
    }

    /// <summary>Sets the mode; false, with nothing changed, in a region without collections.</summary>
    public static bool TrySetMode(int mode)
    {
        if (NoCollectionRegion.IsActive)
        {
            return false;
        }

        s_mode = mode;
        return true;
    }

    /// <summary>Sets how large objects are compacted.</summary>
    public static void SetLargeCompaction(int mode) => s_largeCompaction = mode;

    /// <summary>A collection starts: compaction was wanted once.</summary>
    public static void OnCollection() => s_largeCompaction = CompactionDefault;
}
