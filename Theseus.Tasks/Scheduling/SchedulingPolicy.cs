namespace Theseus.Tasks.Scheduling;

/// <summary>In which order those run that could (docs/tasks.md).</summary>
internal enum SchedulingPolicy
{
    /// <summary>Who was woken first runs first, the others take turns; how urgent they are does not matter.</summary>
    RoundRobin,

    /// <summary>Who is more urgent runs first; those that are as urgent, as above.</summary>
    Priority,

    /// <summary>Each gets its share of the time, a larger one if it is more urgent.</summary>
    Fair,
}
