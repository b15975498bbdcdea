using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// A task that its supervisor begins, and begins anew where it fails. One that has a period fails, too, where it is
/// silent for longer: a watchdog, as hardware has, and systemd's <c>WatchdogSec</c>.
/// </summary>
public sealed class SupervisedTask : Supervised
{
    private readonly Action _body;
    private readonly Delegate _entry;
    private readonly int _stackBytes;
    private ulong _silentAt = Scheduler.Never;

    internal SupervisedTask(
        Supervisor supervisor, string name, Action body, Delegate entry, RestartKind kind, int stackBytes, int periodMs)
        : base(name, kind, supervisor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periodMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(periodMs, SpawnedTask.MostMilliseconds);
        (_body, _entry, _stackBytes, PeriodMs) = (body, entry, stackBytes, periodMs);
    }

    /// <summary>That of which the running task is a life; null where it is none.</summary>
    public static SupervisedTask? Current => (SpawnedTask.Current as SupervisedRun)?.Of as SupervisedTask;

    /// <summary>
    /// In how many milliseconds it must give a sign of life (<see cref="Beat"/>) after its begin, and after each; 0
    /// where it need not.
    /// </summary>
    public int PeriodMs { get; }

    /// <summary>How urgent each life of it is at its begin.</summary>
    public TaskPriority Priority { get; internal init; }

    internal override ulong SilentAt => _silentAt;

    /// <summary>
    /// A sign of life: its period begins anew. Given by the task itself, which finds it in <see cref="Current"/>, or by
    /// another that knows that it is well. Of no effect without a period.
    /// </summary>
    public void Beat() => _silentAt = PeriodMs == 0 ? Scheduler.Never : Scheduler.After((ulong)PeriodMs);

    internal override void Execute() => _body();

    internal override void HasEnded(SupervisedRun run) => Parent!.Wake();

    internal override bool TryBegin()
    {
        Beat();
        return TryBegin(_entry, _stackBytes, Priority);
    }
}
