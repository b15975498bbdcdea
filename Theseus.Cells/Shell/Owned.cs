using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>Who owns what at a moment: what the commands 'owns', 'owner' and 'graph' show.</summary>
internal sealed class Owned
{
    private const int MostTasks = 1024;
    private const int MostEdges = 4096;

    private readonly List<OwnershipReport.Edge>[] _edges = new List<OwnershipReport.Edge>[ProgramTable.Places];

    public Owned()
    {
        TaskList.Line[] lines = new TaskList.Line[MostTasks];
        OwnershipReport.Edge[] edges = new OwnershipReport.Edge[MostEdges];
        int count = TaskList.Look(lines);
        Tasks = [.. lines.Take(count).OrderBy(line => line.Number)];
        for (int place = 0; place < ProgramTable.Places; place++)
        {
            int found = OwnershipReport.Look(place, edges);
            _edges[place] = [.. edges.Take(found).OrderBy(edge => (edge.Task, edge.Kind, edge.Number))];
        }
    }

    /// <summary>All tasks, the oldest first.</summary>
    public IReadOnlyList<TaskList.Line> Tasks { get; }

    /// <summary>What a task owns beside memory and devices.</summary>
    public IEnumerable<OwnershipReport.Edge> Of(TaskList.Line task) =>
        _edges[task.Program].Where(edge => edge.Task == task.Number);

    /// <summary>What a program owns that was made by tasks of it that have ended.</summary>
    public IEnumerable<OwnershipReport.Edge> LeftIn(int place) =>
        _edges[place].Where(edge => Tasks.All(task => task.Number != edge.Task));

    /// <summary>The tasks that own something, with the program of each; no task where the program does.</summary>
    public IEnumerable<(int Place, OwnershipReport.Edge Edge)> Having(Func<OwnershipReport.Edge, bool> what)
    {
        for (int place = 0; place < _edges.Length; place++)
        {
            foreach (OwnershipReport.Edge edge in _edges[place].Where(what))
            {
                yield return (place, edge);
            }
        }
    }

    /// <summary>The task of that number, with its name and program.</summary>
    public string NameOf(uint number, int place)
    {
        string program = ProgramRunner.NameOf(place);
        foreach (TaskList.Line task in Tasks)
        {
            if (task.Number == number)
            {
                return $"{NameOf(task)} of {program}";
            }
        }

        return $"{program}, by task {number}, which has ended";
    }

    /// <summary>A task's number and name.</summary>
    public static string NameOf(TaskList.Line task) => $"task {task.Number} {task.Name}".TrimEnd();

    /// <summary>Whose memory is what a task takes for itself.</summary>
    public static MemoryOwner? MemoryOf(TaskList.Line task) =>
        task.Memory == 0 ? null : OwnerTable.At(task.Memory);

    /// <summary>Something that is owned, in words.</summary>
    public static string Describe(OwnershipReport.Edge edge) => edge.Kind switch
    {
        OwnedKind.SendingEnd => $"an end of channel {edge.Number} that sends",
        OwnedKind.ReceivingEnd => $"an end of channel {edge.Number} that receives",
        OwnedKind.Mutex => $"mutex {edge.Number}, locked",
        OwnedKind.ReadLock => $"reader-writer lock {edge.Number}, to read",
        OwnedKind.WriteLock => $"reader-writer lock {edge.Number}, to write",
        _ => $"task {edge.Number}, which ends with it",
    };

    /// <summary>What an owner has of memory and devices, in words; nothing where it has nothing.</summary>
    public static string Describe(MemoryOwner owner)
    {
        int devices = DeviceClaims.CountOf(owner);
        string memory = owner.Frames + owner.Pages == 0 ? ""
            : $"{owner.Frames * Frame.Bytes / 1024} KiB, at {owner.Pages} pages with their guards";
        string claims = devices == 0 ? "" : $"{devices} claims of devices";
        return memory.Length != 0 && claims.Length != 0 ? $"{memory}; {claims}" : memory + claims;
    }

    /// <summary>The name of a cell.</summary>
    public static string NameOf(Theseus.Format.CellNumber cell) => CellRegistry.NameOf(cell);
}
