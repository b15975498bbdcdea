namespace Theseus.Tasks.Supervision;

/// <summary>What becomes of a supervisor whose children have failed too often. It has ended them.</summary>
public enum WhenExceeded
{
    /// <summary>
    /// It is a failed child of its own supervisor, which does about it what its policy says. One that has none gives
    /// up.
    /// </summary>
    Escalate,

    /// <summary>It gives up, and says so; its own supervisor goes on without it.</summary>
    GiveUp,
}
