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
}
