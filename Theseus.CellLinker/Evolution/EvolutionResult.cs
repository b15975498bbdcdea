namespace Theseus.CellLinker;

/// <summary>What an evolution has done, or would do.</summary>
/// <param name="Generation">The state that the system is in afterwards: evolutions from the boot to it.</param>
/// <param name="Cells">Cells that it has brought.</param>
/// <param name="Functions">Functions that have another body than before.</param>
/// <param name="Pages">Pages in memory that were exchanged for it.</param>
/// <param name="PauseTicks">Ticks of the time-stamp counter for which nothing else ran.</param>
/// <param name="AllTicks">Ticks from the begin to the end of it; others ran in between.</param>
internal sealed record EvolutionResult(
    uint Generation, int Cells, int Functions, int Pages, ulong PauseTicks, ulong AllTicks);
