namespace Theseus.Runtime.Faults;

/// <summary>What a fault was.</summary>
internal enum FaultCause : byte
{
    /// <summary>An exception that nobody handled, which code has thrown.</summary>
    Thrown,

    /// <summary>One that the CPU has raised.</summary>
    Hardware,

    /// <summary>One that could not be dispatched.</summary>
    NotDispatched,

    /// <summary>One that came while its program handled another, with no stack left to go on.</summary>
    Abandoned,

    /// <summary>A task that was killed and did not end within its time.</summary>
    Cut,

    /// <summary>A finalizer that did not end within its time.</summary>
    Overdue,

    /// <summary>A task of a supervisor's that gave no sign of life within its period.</summary>
    Silent,

    /// <summary>A task that has not waited for anything, and has kept those from running that are less
    /// urgent.</summary>
    Starving,

    /// <summary>No task's: a page of code or constants was not what its file says.</summary>
    Damage,
}
