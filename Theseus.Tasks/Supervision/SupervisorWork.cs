namespace Theseus.Tasks.Supervision;

/// <summary>What a supervisor is to do next.</summary>
internal enum SupervisorWork
{
    /// <summary>To wait.</summary>
    None,

    /// <summary>To come to its end.</summary>
    End,

    /// <summary>To end a child for good.</summary>
    EndChild,

    /// <summary>To do something about the end of a child.</summary>
    Answer,

    /// <summary>To end a child that has been silent for longer than its period, and to begin it anew.</summary>
    EndSilent,

    /// <summary>To begin a child anew.</summary>
    Restart,

    /// <summary>To begin a child for the first time.</summary>
    Start,
}
