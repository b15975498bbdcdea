namespace Theseus.Tasks.Locking;

/// <summary>A use of something to wait in that it does not allow: the caller's mistake, by name.</summary>
public sealed class LockException(LockError error, string message) : Exception($"{error}: {message}")
{
    /// <summary>What was wrong.</summary>
    public LockError Error { get; } = error;
}
