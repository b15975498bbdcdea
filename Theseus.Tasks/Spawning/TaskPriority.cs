namespace Theseus.Tasks.Spawning;

/// <summary>
/// How urgent a task is beside others. It matters where the machine's policy looks at it: under <c>priority</c> who is
/// more urgent runs first, under <c>fair</c> it gets twice the time of the next level, under <c>round-robin</c> it does
/// not matter (docs/tasks.md).
/// </summary>
public enum TaskPriority : sbyte
{
    /// <summary>When nothing else is to do.</summary>
    Lowest = -2,

    /// <summary>After most.</summary>
    BelowNormal = -1,

    /// <summary>As most.</summary>
    Normal = 0,

    /// <summary>Before most.</summary>
    AboveNormal = 1,

    /// <summary>Before all.</summary>
    Highest = 2,
}
