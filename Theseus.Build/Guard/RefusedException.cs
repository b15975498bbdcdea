namespace Theseus.Build.Guard;

/// <summary>A check has found what it looks for: the rest of the method is not read.</summary>
public sealed class RefusedException(GuardRule rule, string what) : Exception(what)
{
    public GuardRule Rule { get; } = rule;
}
