namespace Theseus.Tasks.Locking;

/// <summary>What ends the time in which a <see cref="TaskEvent"/> is set.</summary>
public enum EventReset
{
    /// <summary><see cref="TaskEvent.Reset"/> only: all that wait go on, and all that come.</summary>
    Manual,

    /// <summary>The first task that it lets go on.</summary>
    Auto,
}
