using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// Compares code and constants in memory with what their files say, and mends what is wrong (docs/integrity.md). Of any
/// cell, by whomever: what must be there is nobody's choice.
/// </summary>
public static class CellIntegrity
{
    /// <summary>Pages that were compared since the machine was started.</summary>
    public static ulong PagesCompared => IntegrityCounts.Compared;

    /// <summary>Pages that were wrong and have been mended since the machine was started.</summary>
    public static ulong PagesMended => IntegrityCounts.Mended;

    /// <summary>How often the scrubber has been through all cells since the machine was started.</summary>
    public static ulong ScrubberPasses => Scrubber.Passes;

    /// <summary>Compares every page of a cell's code and constants that is in memory.</summary>
    /// <param name="cell">The cell; of one that was refused nothing is in memory.</param>
    /// <param name="compared">Pages that were compared.</param>
    /// <returns>Those that were wrong or could not be judged, in their order.</returns>
    public static IReadOnlyList<PageDamage> Check(CellInfo cell, out int compared)
    {
        List<PageDamage> damages = [];
        compared = 0;
        NanoCoreSums.Take();
        for (uint page = 0; page < cell.FixedPages; page++)
        {
            PageCheck check = PageComparison.Run(cell.Number, page);
            compared += check.Verdict == PageVerdict.NotCompared ? 0 : 1;
            if (check.Verdict is not (PageVerdict.NotCompared or PageVerdict.Right))
            {
                VirtualAddress at = cell.Base + ((ulong)page * CellHeader.PageBytes) + check.First;
                damages.Add(new PageDamage(
                    cell, at, check.Verdict, check.Error, check.WrongBytes, check.Expected, check.Found));
                DamageLog.Enter(in check, at);
            }
        }

        return damages;
    }
}
