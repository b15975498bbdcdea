namespace Theseus.Tasks.Programs;

/// <summary>What a program does.</summary>
internal enum ProgramPhase
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Its tasks run, or wait.</summary>
    Running,

    /// <summary>None of its tasks runs until somebody lets it go on.</summary>
    Stopped,

    /// <summary>It has come to its end, and waits until whoever began it asks for its status.</summary>
    Ended,
}
