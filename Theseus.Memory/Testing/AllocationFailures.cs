using Theseus.Memory.Heap;

namespace Theseus.Memory.Testing;

/// <summary>
/// Lets one allocation fail, and others after it: objects, native blocks, mappings and pages of one cell are counted
/// alike. The cell <c>faultcheck</c> shows with it that a program meets that with an exception or with its end. Nothing
/// else may use it.
/// </summary>
internal static class AllocationFailures
{
    private static bool s_isArmed;
    private static FailureManner s_manner;
    private static ulong s_first;
    private static MemoryOwner s_armer;

    /// <summary>Whose pages of cells count too; the system's own come from a reserve.</summary>
    public static MemoryOwner PagesOf { get; set; }

    /// <summary>Allocations since it was armed.</summary>
    public static ulong Counted { get; private set; }

    /// <summary>Those of them that it let fail.</summary>
    public static ulong Failed { get; private set; }

    /// <summary>True while allocations are counted: each then takes the slow path.</summary>
    internal static bool IsArmed => s_isArmed;

    /// <summary>Counts from here on.</summary>
    /// <param name="first">Which one fails, from 1; a number that is not reached lets none fail.</param>
    /// <param name="manner">What fails after it.</param>
    public static void Arm(ulong first, FailureManner manner)
    {
        Counted = Failed = 0;
        s_first = first;
        s_manner = manner;
        s_armer = MemoryOwner.Current;
        GcHeap.RetireCursors();
        s_isArmed = true;
    }

    /// <summary>Ends it.</summary>
    public static void Disarm() => s_isArmed = false;

    /// <summary>Ends it with the program that has armed it, which may not come to do so itself.</summary>
    internal static void DisarmWith(MemoryOwner ended)
    {
        if (s_armer.Index == ended.Index)
        {
            Disarm();
        }
    }

    /// <summary>
    /// Asked before each allocation of an object or a native block while it is armed: true if this one is to fail.
    /// </summary>
    internal static bool Next() => Next(FailureManner.All);

    /// <summary>As above, of a mapping or a page of a cell.</summary>
    internal static bool NextPages() => Next(FailureManner.Lasting);

    private static bool Next(FailureManner least)
    {
        if (++Counted < s_first || (Counted > s_first && s_manner < least))
        {
            return false;
        }

        Failed++;
        return true;
    }
}
