using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>A world as it would be booted, that a running system is to be led to.</summary>
public sealed record NewWorld
{
    /// <summary>Every piece has its cell (<see cref="Ownership"/>). It is the evolution's afterwards.</summary>
    public required PieceGraph Pieces { get; init; }

    /// <summary><see cref="ContentHashes.OfWorld"/>.</summary>
    public required Hash128 Identity { get; init; }

    /// <summary>From a mangled symbol to the name that people read.</summary>
    public required Func<string, string> Readable { get; init; }

    /// <summary>True of the mangled name of a method that a program's source says.</summary>
    public required Func<string, bool> IsOfProgram { get; init; }

    /// <summary>Of our own assemblies.</summary>
    public required Declarations Declarations { get; init; }

    /// <summary>Those that can be others than in the running system, by name.</summary>
    public required IReadOnlyList<AssemblyIdentity> Assemblies { get; init; }
}
