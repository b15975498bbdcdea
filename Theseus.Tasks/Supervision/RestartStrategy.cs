namespace Theseus.Tasks.Supervision;

/// <summary>Which children of a supervisor begin anew where one has failed.</summary>
public enum RestartStrategy
{
    /// <summary>That one alone.</summary>
    OneForOne,

    /// <summary>All: none can go on without the others.</summary>
    AllForOne,

    /// <summary>That one, and those that were started after it: they build on it.</summary>
    RestForOne,
}
