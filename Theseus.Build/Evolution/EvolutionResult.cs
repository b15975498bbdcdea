namespace Theseus.Build.Evolution;

/// <summary>An evolution that can be sent to a running system, and what it is to people.</summary>
public sealed record EvolutionResult
{
    /// <summary>The bytes (<see cref="Format.EvolutionHeader"/>); empty where nothing has changed.</summary>
    public required byte[] Package { get; init; }

    /// <summary>The state that it leads to; the one that it leads from where nothing has changed.</summary>
    public required WorldBook Next { get; init; }

    /// <summary>Readable names of the functions that have another body, in the order of the world.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>Of the functions that have the body again that is at their home.</summary>
    public IReadOnlyList<string> AtHome { get; init; } = [];

    /// <summary>Of the functions that a source says and the system did not have.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Of the types that the system did not have, those made anew included.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of the cells that it brings.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>
    /// How many tables and handles of the world are others in the new one: reflection and stack traces of exceptions
    /// go by those that were booted.
    /// </summary>
    public int WorldPieces { get; init; }

    /// <summary>Only the methods that are concerned were compiled, and not the whole world.</summary>
    public bool IsOfMethods { get; init; }

    public bool IsNothing => Package.Length == 0;
}
