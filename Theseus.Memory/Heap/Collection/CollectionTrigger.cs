using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Decides when to collect: after as many bytes as the last collection found alive, at least 4 MiB, and at most half
/// of what memory still has room for, so that the heap does not drive the machine to its last page.
/// </summary>
[Resident]
[OfInstance]
internal static class CollectionTrigger
{
    private const nuint LeastBudget = 4 << 20;
    private const nuint LeastBudgetWhenTight = 1 << 20;

    private static nuint s_memoryBytes;
    private static nuint s_budget;
    private static nuint s_liveBytes;
    private static nuint s_granted;
    private static ulong s_grantedBefore;

    /// <summary>Bytes that the heap could ever hold.</summary>
    public static nuint MemoryBytes => s_memoryBytes;

    /// <summary>Bytes to be granted between two collections.</summary>
    public static nuint Budget => s_budget;

    /// <summary>Bytes granted since the last collection.</summary>
    public static nuint GrantedSinceCollection => s_granted;

    /// <summary>Bytes granted since the heap began.</summary>
    public static ulong GrantedTotal => s_grantedBefore + s_granted;

    /// <summary>Starts anew for a machine of <paramref name="memoryBytes"/>.</summary>
    public static void Initialize(nuint memoryBytes)
    {
        s_memoryBytes = memoryBytes;
        s_granted = 0;
        s_grantedBefore = 0;
        SetBudget(0);
    }

    /// <summary>True if <paramref name="bytes"/> more should wait for a collection.</summary>
    public static bool IsDue(nuint bytes) => s_granted + bytes > s_budget && s_granted != 0;

    /// <summary>Counts bytes handed to an allocator.</summary>
    public static void Grant(nuint bytes)
    {
        s_granted += bytes;
        CollectorTotals.Grant(bytes);
    }

    /// <summary>Counts bytes that an allocator had not used when its cursor was taken away.</summary>
    public static void Return(nuint bytes)
    {
        s_granted -= bytes;
        CollectorTotals.Return(bytes);
    }

    /// <summary>Begins the next period after a collection that left <paramref name="liveBytes"/>.</summary>
    public static void Restart(nuint liveBytes)
    {
        s_grantedBefore += s_granted;
        s_granted = 0;
        SetBudget(liveBytes);
    }

    /// <summary>
    /// Lets <paramref name="bytes"/> be granted before the next collection (a region without collections).
    /// </summary>
    public static void Allow(nuint bytes) => s_budget = s_granted + bytes;

    /// <summary>After a region without collections: back to the budget that its start would have had.</summary>
    public static void Resume() => SetBudget(s_liveBytes);

    private static void SetBudget(nuint liveBytes)
    {
        s_liveBytes = liveBytes;
        nuint room = s_memoryBytes > liveBytes ? (s_memoryBytes - liveBytes) / 2 : 0;
        nuint most = room > LeastBudgetWhenTight ? room : LeastBudgetWhenTight;
        nuint wanted = liveBytes > LeastBudget ? liveBytes : LeastBudget;
        s_budget = wanted < most ? wanted : most;
    }
}
