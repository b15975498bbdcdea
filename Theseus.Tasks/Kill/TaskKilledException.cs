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

    /// <summary>The one. Not before <see cref="Initialize"/>.</summary>
    internal static TaskKilledException Instance { get; private set; } = null!;

    /// <summary>Makes it, and makes it known to who dispatches exceptions.</summary>
    internal static void Initialize()
    {
        Instance = new TaskKilledException(); // at the boot, when class constructors do not run yet
        KillInFlight.Register(Instance);
    }
}
