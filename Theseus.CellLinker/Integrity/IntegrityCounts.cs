using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>What was compared since the machine was started, by whomever. Numbers of the kernel's.</summary>
[NoAllocation]
internal static class IntegrityCounts
{
    /// <summary>Pages that were compared.</summary>
    public static ulong Compared { get; private set; }

    /// <summary>Pages that were wrong, and are right again.</summary>
    public static ulong Mended { get; private set; }

    /// <summary>Counts one comparison. Interrupts are off.</summary>
    public static void Add(in PageCheck check)
    {
        Compared += check.Verdict is PageVerdict.NotCompared or PageVerdict.CannotTell ? 0UL : 1;
        Mended += check.Verdict == PageVerdict.Mended ? 1UL : 0;
    }
}
