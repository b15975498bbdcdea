using System.Globalization;
using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'ps'.</summary>
internal static class TaskReport
{
    private const int Most = 64;

    /// <summary>Lists the tasks, the oldest first.</summary>
    public static int Show()
    {
        TaskList.Line[] lines = new TaskList.Line[Most];
        int count = TaskList.Look(lines);
        Console.WriteLine("  task  program           state                CPU ms   waits  name");
        foreach (TaskList.Line line in lines.Take(count).OrderBy(line => line.Number))
        {
            string state = StateOf(line);
            double milliseconds = line.RunTicks * 1000.0 / Clock.Frequency;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {line.Number,4}  {ProgramRunner.NameOf(line.Program),-16}  {state,-18} {milliseconds,8:F1} "
                + $"{line.Waits,7}  {line.Name}").TrimEnd());
        }

        VirtualAddress late = new(Scheduler.LatestTickAt);
        string where = CellRegistry.Find(late)?.Describe(late) ?? "nowhere";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {Scheduler.Switches} switches, {Scheduler.Preemptions} by the timer, up to "
                + $"{Scheduler.LatestTick * 1e6 / Clock.Frequency:F0} us late since 'ps', in {where}"));
        Scheduler.LatestTick = 0;
        return 0;
    }

    /// <summary>What a task does, in words.</summary>
    public static string StateOf(TaskList.Line line) =>
        line.Phase == TaskPhase.Blocked ? $"waits ({Name(line.Kind)})" : Name(line.Phase);

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();
}
