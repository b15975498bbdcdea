using Theseus.Runtime;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>What there is to say of a supervisor, or of one of its children, in numbers: any instance has room for
/// them.</summary>
internal struct ServiceLine
{
    /// <summary>What people call it.</summary>
    public TaskName Name;

    /// <summary>How many supervisors it belongs to.</summary>
    public int Depth;

    /// <summary>True of a supervisor.</summary>
    public bool IsSupervisor;

    /// <summary>At which of its ends it begins anew.</summary>
    public RestartKind Kind;

    /// <summary>What it does.</summary>
    public ServiceState State;

    /// <summary>The number of its task; 0 where it has none.</summary>
    public uint Task;

    /// <summary>How often it has begun anew.</summary>
    public int Restarts;

    /// <summary>How it has ended last.</summary>
    public TaskEndKind LastEnd;

    /// <summary>True where that was since it had been silent for longer than its period.</summary>
    public bool WasSilent;

    /// <summary>In how many milliseconds it must give a sign of life; 0 where it need not.</summary>
    public int PeriodMs;

    /// <summary>Address of the MethodTable of what it threw then; 0 where that is not known.</summary>
    public nuint LastType;

    /// <summary>True where there was no memory for it last.</summary>
    public bool LacksMemory;

    /// <summary>Of a supervisor: which children begin anew where one has failed.</summary>
    public RestartStrategy Strategy;

    /// <summary>Of a supervisor: how many restarts there may be within <see cref="WithinMs"/>.</summary>
    public int MostRestarts;

    /// <summary>Of a supervisor: how many of those have been made.</summary>
    public int RestartsWithin;

    /// <summary>Of a supervisor: the time in which restarts are counted, in milliseconds.</summary>
    public int WithinMs;

    /// <summary>Of a supervisor: the first wait before a restart, in milliseconds.</summary>
    public int FirstBackOffMs;

    /// <summary>Of a supervisor: the longest wait before a restart, in milliseconds.</summary>
    public int MostBackOffMs;

    /// <summary>Of a supervisor: what then.</summary>
    public WhenExceeded WhenExceeded;

    /// <summary>That of something that is supervised.</summary>
    public static ServiceLine Of(Supervised one)
    {
        ServiceLine line = default;
        line.Name = one.ShownName;
        (line.Kind, line.State, line.Restarts) = (one.Kind, one.State, one.Restarts);
        (line.LastEnd, line.LastType, line.WasSilent) = (one.LastEnd, one.LastType, one.WasSilent);
        line.PeriodMs = (one as SupervisedTask)?.PeriodMs ?? 0;
        line.LacksMemory = one.LastEnd == TaskEndKind.NotYet && one.LastException is not null;
        line.Task = one.Task?.Number ?? 0;
        for (Supervisor? up = one.Parent; up is not null; up = up.Parent)
        {
            line.Depth++;
        }

        if (one is Supervisor supervisor)
        {
            RestartPolicy policy = supervisor.Policy;
            (line.IsSupervisor, line.Strategy, line.WhenExceeded) = (true, policy.Strategy, policy.WhenExceeded);
            (line.MostRestarts, line.WithinMs) = (policy.MostRestarts, policy.WithinMs);
            (line.FirstBackOffMs, line.MostBackOffMs) = (policy.FirstBackOffMs, policy.MostBackOffMs);
            line.RestartsWithin = supervisor.RestartsWithin;
        }

        return line;
    }
}
