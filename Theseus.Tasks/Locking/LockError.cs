namespace Theseus.Tasks.Locking;

/// <summary>What was wrong with a use of a lock, a semaphore, a barrier or an event. It is as it was before.</summary>
public enum LockError
{
    /// <summary>The caller holds it already, and would wait for itself.</summary>
    AlreadyHeld,

    /// <summary>The caller does not hold it: nobody does, or another task.</summary>
    NotHeld,

    /// <summary>The count would pass its maximum.</summary>
    TooMany,

    /// <summary>It has been disposed of, before or while the caller waited.</summary>
    Disposed,

    /// <summary>
    /// It is held by a task that waits, by whatever way, for a lock that the caller holds: the wait would last for
    /// ever.
    /// </summary>
    Deadlock,
}
