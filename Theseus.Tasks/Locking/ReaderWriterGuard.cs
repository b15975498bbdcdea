namespace Theseus.Tasks.Locking;

/// <summary>
/// One hold of a <see cref="TaskReaderWriterLock"/>, given back when it is disposed of. It does not leave the task that
/// took it. A default one holds nothing.
/// </summary>
public readonly ref struct ReaderWriterGuard : IDisposable
{
    private readonly TaskReaderWriterLock? _lock;
    private readonly Waiter? _hold;

    internal ReaderWriterGuard(TaskReaderWriterLock of, Waiter hold) => (_lock, _hold) = (of, hold);

    /// <summary>True where the lock was entered; false where the time was over before.</summary>
    public bool IsHeld => _lock is not null;

    /// <summary>Gives the lock back, if the hold has not been given back before. Never throws.</summary>
    public void Dispose()
    {
        if (_lock is not null && _hold is not null)
        {
            _lock.GiveHold(_hold);
        }
    }
}
