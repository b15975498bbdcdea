namespace Theseus.Tasks.Spawning;

/// <summary>How a task has ended.</summary>
public enum TaskEndKind
{
    /// <summary>It has not.</summary>
    NotYet,

    /// <summary>Its body returned.</summary>
    Returned,

    /// <summary>An exception that it did not handle, a fault of the CPU's among them.</summary>
    Threw,

    /// <summary>It was killed, and has been unwound.</summary>
    Killed,

    /// <summary>It was killed, did not end within its time, and was left where it stood.</summary>
    Cut,
}
