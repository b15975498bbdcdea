namespace Theseus.Tasks.Locking;

/// <summary>What came of an attempt to take or to wait, decided with interrupts off and told with them on.</summary>
internal enum WaitOutcome
{
    /// <summary>Nobody has answered yet.</summary>
    None,

    /// <summary>The caller has what it asked for.</summary>
    Granted,

    /// <summary>It would have to wait, and has brought no <see cref="Waiter"/> to do so.</summary>
    MustWait,

    /// <summary>The time is over.</summary>
    TimedOut,

    /// <summary>No task is left that could answer.</summary>
    Hopeless,

    /// <summary>The task is killed.</summary>
    Killed,

    /// <summary>What was waited in has been disposed of.</summary>
    Disposed,

    /// <summary>The other end of the channel is closed.</summary>
    Closed,

    /// <summary>The caller holds it already.</summary>
    AlreadyHeld,

    /// <summary>The caller does not hold it.</summary>
    NotHeld,

    /// <summary>The count would pass its maximum.</summary>
    TooMany,

    /// <summary>The wait would be for a task that waits for the caller.</summary>
    Deadlock,
}
