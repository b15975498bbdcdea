using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>A page that is not, or was not, what it should be.</summary>
/// <param name="Cell">The cell that it is of.</param>
/// <param name="Address">The first byte that was wrong; the page's first, where that cannot be said.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Error">Why it could not be judged or mended; else none.</param>
/// <param name="WrongBytes">How many were wrong; 0 where that cannot be said.</param>
/// <param name="Expected">What the first of them must be.</param>
/// <param name="Found">What it was.</param>
public readonly record struct PageDamage(
    CellInfo Cell, VirtualAddress Address, PageVerdict Verdict, CellError Error, uint WrongBytes, byte Expected,
    byte Found);
