using System.Globalization;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'owns'.</summary>
internal static class Owns
{
    private const uint KiB = 1024;

    /// <summary>Tells what a task owns, by its number or name, or a program and all its tasks.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var who])
        {
            return Commands.Usage("owns TASK|PROGRAM");
        }

        Owned owned = new();
        TaskList.Line[] tasks = [.. owned.Tasks.Where(task => Is(task, who))];
        int place = tasks.Length != 0 ? 0 : Jobs.PlaceOf(who);
        if (place != 0)
        {
            tasks = [.. owned.Tasks.Where(task => task.Program == place)];
            Tell(owned, place);
        }

        foreach (TaskList.Line task in tasks)
        {
            Tell(owned, task);
        }

        if (tasks.Length == 0 && place == 0)
        {
            Console.Error.WriteLine($"owns: there is no task or program {who}");
            return 1;
        }

        return 0;
    }

    private static bool Is(TaskList.Line task, string who) =>
        uint.TryParse(who, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? task.Number == number
            : $"{task.Name}" == who;

    private static void Tell(Owned owned, int place)
    {
        ref ProgramRecord record = ref ProgramTable.At(place);
        string parent = ProgramRunner.NameOf(record.Parent);
        Console.WriteLine($"program {record.Number} {record.Owner.Name}, begun by {parent}");
        Tell("memory", Owned.Describe(record.Owner));
        foreach (MemoryOwner heap in Instances.OwnersOf(record.Instance))
        {
            Tell($"{heap.Kind}".ToLowerInvariant(), $"{heap.Frames * Frame.Bytes / KiB} KiB");
        }

        foreach (OwnershipReport.Edge edge in owned.LeftIn(place))
        {
            Tell("owns", Owned.Describe(edge));
        }
    }

    private static void Tell(Owned owned, TaskList.Line task)
    {
        Console.WriteLine(
            $"{Owned.NameOf(task)}, of {ProgramRunner.NameOf(task.Program)}: {TaskReport.StateOf(task)}");
        if (task.EntryCell != CellNumber.NanoCore)
        {
            Tell("holds", $"the cell {Owned.NameOf(task.EntryCell)}, in which it began");
        }

        Tell("stack", $"{(task.StackHigh - task.StackLow) / KiB} KiB at {new VirtualAddress(task.StackLow)}, "
            + $"{(task.StackHigh - task.StackCommitted) / KiB} KiB of it in memory");
        if (Owned.MemoryOf(task) is { } memory)
        {
            Tell("memory", Owned.Describe(memory));
        }

        foreach (OwnershipReport.Edge edge in owned.Of(task))
        {
            Tell("owns", Owned.Describe(edge));
        }
    }

    private static void Tell(string how, string what)
    {
        if (what.Length != 0)
        {
            Console.WriteLine($"  {how,-10} {what}");
        }
    }
}
