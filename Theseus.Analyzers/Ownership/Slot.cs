using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers.Ownership;

/// <summary>What one variable may hold, and the expressions that gave it what it may own.</summary>
internal sealed class Slot(Holding holding, ImmutableHashSet<SyntaxNode>? sites = null) : IEquatable<Slot>
{
    public static readonly Slot Nothing = new(Holding.Nothing);

    public Holding Holding { get; } = holding;

    public ImmutableHashSet<SyntaxNode> Sites { get; } = sites ?? ImmutableHashSet<SyntaxNode>.Empty;

    /// <summary>
    /// Some path leaves one of <paramref name="what"/> here, and the analysis still follows the value.
    /// </summary>
    public bool May(Holding what) => (Holding & what) != 0 && (Holding & Holding.Untracked) == 0;

    public Slot With(Holding holding) => new(holding, Sites);

    public Slot Join(Slot other) => Equals(other) ? this : new(Holding | other.Holding, Sites.Union(other.Sites));

    public bool Equals(Slot? other) => other is not null && Holding == other.Holding
        && (ReferenceEquals(Sites, other.Sites) || Sites.SetEquals(other.Sites));

    public override bool Equals(object? obj) => Equals(obj as Slot);

    public override int GetHashCode() => (int)Holding;
}
