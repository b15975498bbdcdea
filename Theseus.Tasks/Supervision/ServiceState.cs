namespace Theseus.Tasks.Supervision;

/// <summary>What a supervisor, or one of its children, does.</summary>
public enum ServiceState
{
    /// <summary>Its supervisor has not begun it yet.</summary>
    Starting,

    /// <summary>Its task runs, or waits.</summary>
    Running,

    /// <summary>It has no task, and its supervisor will begin it anew.</summary>
    Waiting,

    /// <summary>It has come to its end, and is not begun anew.</summary>
    Done,

    /// <summary>It is a supervisor whose children have failed too often.</summary>
    GaveUp,

    /// <summary>It was ended on purpose, or with its supervisor.</summary>
    Ended,
}
