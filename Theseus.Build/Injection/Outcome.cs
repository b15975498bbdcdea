namespace Theseus.Build.Injection;

/// <summary>What became of a fault, from harmless to worst.</summary>
public enum Outcome
{
    /// <summary>
    /// It could not be injected: its place was not reached, or nothing was there. Counts for nothing.
    /// </summary>
    NotInjected,

    /// <summary>Nothing of it was seen.</summary>
    NotManifested,

    /// <summary>
    /// The comparison of cells with their files has found and mended it; nothing else was seen of it.
    /// </summary>
    Mended,

    /// <summary>Code faulted, was mended by that, and went on where it was.</summary>
    CodeMended,

    /// <summary>Tasks of the workload began anew, and all goes on with right results.</summary>
    TaskRestarted,

    /// <summary>
    /// A program of the prompt's, or the shell, ended or said that it had failed; what was typed next was right.
    /// </summary>
    ProgramEnded,

    /// <summary>
    /// The workload ended with an error, the shell began it anew, and all goes on with right results.
    /// </summary>
    ProgramRestarted,

    /// <summary>A cell was replaced, and all goes on with right results.</summary>
    CellReplaced,

    /// <summary>
    /// The workload does not go on, or the prompt, or an audit finds something wrong; the rest of the system lives.
    /// </summary>
    ServiceLost,

    /// <summary>A result was wrong, and nobody said so.</summary>
    SilentCorruption,

    /// <summary>A panic, a reset, or neither prompt nor workload goes on.</summary>
    SystemDead,
}
