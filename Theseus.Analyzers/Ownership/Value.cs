using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers.Ownership;

/// <summary>
/// What an expression gives: a fresh resource that has no owner yet, the contents of variables, a view of what
/// variables own, or nothing of interest. A variable is named by its symbol or, when the compiler made it, its capture.
/// </summary>
internal readonly struct Value(ImmutableHashSet<object>? variables, SyntaxNode? fresh, ImmutableHashSet<object>? owners,
    bool isHidden = false, bool isReference = false)
{
    public static readonly Value None = default;

    /// <summary>An owner that is not a variable of this method: a field, <c>this</c>, or an element.</summary>
    public static readonly object Elsewhere = new();

    /// <summary>Variables whose contents this may be.</summary>
    public ImmutableHashSet<object> Variables => variables ?? ImmutableHashSet<object>.Empty;

    /// <summary>The expression that made a resource which nothing owns yet.</summary>
    public SyntaxNode? Fresh { get; } = fresh;

    /// <summary>Not null for a view: the variables that hold what it reaches into.</summary>
    public ImmutableHashSet<object>? Owners { get; } = owners;

    /// <summary>A view only as long as it is a <c>ref</c>: reading it makes a copy that is none.</summary>
    public bool IsReference { get; } = isReference;

    /// <summary>The owners of what goes on as a view when the expression is read.</summary>
    public ImmutableHashSet<object>? ReadOwners => IsReference ? null : Owners;

    /// <summary>Converted to a type that does not say that it owns: where it goes from here is not known.</summary>
    public bool IsHidden { get; } = isHidden;

    public Value Hidden() => new(Variables, Fresh, Owners, true, IsReference);

    public static Value Of(params object[] variables) => new(ImmutableHashSet.Create(variables), null, null);

    public static Value OfFresh(SyntaxNode site) => new(null, site, null);

    public static Value View(ImmutableHashSet<object> owners, bool isReference = false) =>
        new(null, null, owners.IsEmpty ? owners.Add(Elsewhere) : owners, isReference: isReference);
}
