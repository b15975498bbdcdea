using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>Why an evolution was refused, with its facts.</summary>
internal struct EvolutionFault
{
    /// <summary>What was wrong.</summary>
    public EvolutionError Error;

    /// <summary>The cell of the package that it is about, by index; -1 for none.</summary>
    public int Cell;

    /// <summary>What is wrong with that cell's file.</summary>
    public CellFault File;

    /// <summary>The function that it is about, by its home; 0 for none.</summary>
    public ulong Home;

    /// <summary>Number of the task that is in the way; 0 for none.</summary>
    public uint Task;

    /// <summary>A refusal that is about a cell, or about nothing in particular.</summary>
    public static EvolutionFault Of(EvolutionError error, int cell = -1, ulong home = 0) =>
        new() { Error = error, Cell = cell, Home = home };
}
