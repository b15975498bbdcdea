namespace Theseus.Build.Linking;

/// <summary>One exception clause of a method. All are bytes from the first of its main body.</summary>
/// <param name="TryStart">The first byte that it protects.</param>
/// <param name="TryEnd">One past the last.</param>
/// <param name="Handler">Its funclet.</param>
/// <param name="Filter">Its filter's, if it has one.</param>
/// <param name="IsFinally">True for <c>finally</c> and <c>fault</c>, which always run.</param>
public readonly record struct MethodClause(
    uint TryStart, uint TryEnd, uint Handler, uint? Filter, bool IsFinally)
{
    /// <summary>True if it protects what is at an offset.</summary>
    public bool Protects(uint offset) => offset >= TryStart && offset < TryEnd;
}
