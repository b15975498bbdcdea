namespace Theseus.Analyzers.Ownership;

/// <summary>
/// Among what depends on a call's success: a variable whose resource the call takes over if it succeeds.
/// </summary>
internal sealed class Inward(object variable) : IEquatable<Inward>
{
    public object Variable { get; } = variable;

    public bool Equals(Inward? other) => other is not null && Variable.Equals(other.Variable);

    public override bool Equals(object? obj) => Equals(obj as Inward);

    public override int GetHashCode() => Variable.GetHashCode();
}
