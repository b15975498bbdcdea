namespace Theseus.Tasks.Locking;

/// <summary>
/// One hold of a <see cref="TaskMutex"/>, given back when it is disposed of. It does not leave the task that took it. A
/// default one holds nothing.
/// </summary>
public readonly ref struct MutexGuard : IDisposable
{
    private readonly TaskMutex? _mutex;
    private readonly ulong _hold;

    internal MutexGuard(TaskMutex mutex, ulong hold) => (_mutex, _hold) = (mutex, hold);

    /// <summary>True where the mutex was entered; false where the time was over before.</summary>
    public bool IsHeld => _mutex is not null;

    /// <summary>
    /// Gives the mutex back, if the hold has not been given back before. Never throws, so it can stand in any
    /// <c>finally</c>.
    /// </summary>
    public void Dispose() => _mutex?.GiveHold(_hold);
}
