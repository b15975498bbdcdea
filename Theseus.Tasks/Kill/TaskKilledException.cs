using Theseus.Runtime.Kill;

namespace Theseus.Tasks.Kill;

/// <summary>
/// What a task that is killed is unwound by (docs/kill.md). A handler of a program may see it, and clean up; it does
/// not hold the kill. There is one object of it, without a trace, so that a kill needs no memory.
/// </summary>
public sealed class TaskKilledException : Exception
{
    private TaskKilledException()
        : base("The task is killed.")
    {
    }

    /// <summary>The one.</summary>
    internal static TaskKilledException Instance { get; } = new();

    /// <summary>Makes it known to who dispatches exceptions.</summary>
    internal static void Initialize() => KillInFlight.Register(Instance);
}
