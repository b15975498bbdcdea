using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>What an evolution is to lead from, and how it is to be found.</summary>
public sealed record EvolutionBuildOptions
{
    /// <summary>
    /// The state of the system; by default that of the last image, or of the last package that was kept since (<see
    /// cref="BookStore"/>).
    /// </summary>
    public Hash128? From { get; init; }

    /// <summary>True of a cell that an evolution has brought and the system still has; by default of all.</summary>
    public Predicate<string>? IsKept { get; init; }

    /// <summary>The whole world is compiled, also where the methods that are concerned would do.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Ends it where that leaves nothing half done.</summary>
    public CancellationToken Cancellation { get; init; }
}
