namespace Theseus.Runtime.Faults;

/// <summary>What was done about a fault.</summary>
internal enum FaultOutcome : byte
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>Its task has ended; what it owned is released.</summary>
    TaskEnded,

    /// <summary>Its program has ended, with all its tasks.</summary>
    ProgramEnded,

    /// <summary>Its task has ended, and its supervisor has begun another in its place.</summary>
    Restarted,

    /// <summary>Nobody's task: what was done is what the record says of the page.</summary>
    OfPage,

    /// <summary>As <see cref="OfPage"/>, and the instruction on it that had faulted was run again.</summary>
    RunAgain,

    /// <summary>Its task has ended, and its supervisor has given up: it was one failure too many.</summary>
    GivenUp,
}
