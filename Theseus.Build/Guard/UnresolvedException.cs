namespace Theseus.Build.Guard;

/// <summary>
/// A type or member that cannot be found. <paramref name="isMissing"/>: no assembly of the world has one of that name,
/// so the compiler makes the code that names it throw; otherwise there is one, and the reference does not fit it.
/// </summary>
public sealed class UnresolvedException(string name, bool isMissing) : Exception(name)
{
    public bool IsMissing { get; } = isMissing;
}
