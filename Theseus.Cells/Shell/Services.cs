using System.Globalization;
using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;

namespace Shell;

/// <summary>The command 'services': what is begun anew when it fails, and how often that was.</summary>
internal static class Services
{
    private const int Most = 256;

    private static bool s_isToFail;

    /// <summary>
    /// Shows all; or makes the shell itself fail, to see that it begins anew; or sets the scrubber's pace.
    /// </summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return Show();
            case ["fail", "shell"]:
                s_isToFail = true;
                return 0;
            case ["scrub", var text]:
                return Scrub(text);
            default:
                return Commands.Usage("services [fail shell | scrub MILLISECONDS]");
        }
    }

    /// <summary>Between two lines, where nobody answers for what the shell throws but who runs the shell.</summary>
    public static void FailIfAsked()
    {
        if (s_isToFail)
        {
            s_isToFail = false;
            throw new InvalidOperationException("'services fail shell' was given.");
        }
    }

    private static int Show()
    {
        Console.WriteLine("  of theseus");
        ShowShell();
        ShowTask("finalizers", FinalizerTask.Task.State.Number, SystemTask.FinalizersBegunAnew);
        ShowTask("kill", KillTask.Task.State.Number, SystemTask.KillBegunAnew);
        ShowScrubber();
        ServiceLine[] lines = new ServiceLine[Most];
        for (int place = 0; place < ProgramTable.Places; place++)
        {
            int count = ServiceReport.Look(place, lines);
            if (count != 0 && place != 0)
            {
                Console.WriteLine($"  of {ProgramRunner.NameOf(place)}");
            }

            foreach (ServiceLine line in lines.AsSpan(0, count))
            {
                Show(in line);
            }
        }

        return 0;
    }

    private static void ShowShell()
    {
        string last = SystemServices.ShellRestarts == 0 ? "" : $", last {NameOfType(SystemServices.ShellLastType)}";
        Console.WriteLine($"    shell: begins anew where it throws, {SystemServices.MostShellRestarts} times within "
            + $"{Seconds(SystemServices.ShellWithinMs)}, then a panic; task 1, {Restarts(SystemServices.ShellRestarts)}"
            + last);
    }

    private static void ShowTask(string name, uint task, int restarts) => Console.WriteLine(
        $"    {name}: begins anew where a program ends while it serves that; task {task}, {Restarts(restarts)}");

    private static void ShowScrubber()
    {
        string last = Scrubber.BegunAnew == 0 ? "" : $", last {NameOfType(Scrubber.LastType)}";
        string passes = Scrubber.Passes == 1 ? "1 pass" : $"{Scrubber.Passes} passes";
        Console.WriteLine($"    scrubber: goes on with the next page where it throws; one each {Scrubber.PaceMs} ms, "
            + $"{passes}; task {SystemTask.Scrubber.State.Number}, {Restarts(Scrubber.BegunAnew)}{last}");
    }

    /// <summary>Sets the scrubber's pace.</summary>
    private static int Scrub(string text)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint paceMs)
            || paceMs is 0 or > Scrubber.LongestPaceMs)
        {
            Console.Error.WriteLine(
                $"services: '{text}' is no pace: milliseconds from page to page, 1 to {Scrubber.LongestPaceMs}");
            return 2;
        }

        Scrubber.SetPace(paceMs);
        return 0;
    }

    private static void Show(in ServiceLine line)
    {
        string task = line.Task == 0 ? "" : $" as task {line.Task}";
        Console.WriteLine($"    {new string(' ', 2 * line.Depth)}{line.Name}: {Policy(in line)}; "
            + $"{$"{line.State}".ToLowerInvariant()}{task}, {Restarts(line.Restarts)}{Last(in line)}");
    }

    private static string Policy(in ServiceLine line)
    {
        if (!line.IsSupervisor)
        {
            string period = line.PeriodMs == 0 ? "" : $", a sign of life each {Seconds(line.PeriodMs)}";
            return $"{line.Kind}".ToLowerInvariant() + period;
        }

        string strategy = line.Strategy switch
        {
            RestartStrategy.AllForOne => "all for one",
            RestartStrategy.RestForOne => "rest for one",
            _ => "one for one",
        };
        string then = line.WhenExceeded == WhenExceeded.GiveUp || line.Depth == 0 ? "gives up" : "escalates";
        return $"{strategy}, {line.RestartsWithin} of {line.MostRestarts} within {Seconds(line.WithinMs)}, after "
            + $"{line.FirstBackOffMs} to {line.MostBackOffMs} ms, then {then}";
    }

    private static string Restarts(int count) => count == 1 ? "1 restart" : $"{count} restarts";

    private static string Last(in ServiceLine line) => line.LacksMemory ? ", last no memory to begin it"
        : line.WasSilent ? ", last silent"
        : line.LastEnd switch
        {
            TaskEndKind.NotYet => "",
            TaskEndKind.Threw => $", last {NameOfType(line.LastType)}",
            TaskEndKind end => $", last {end}".ToLowerInvariant(),
        };

    private static string Seconds(int milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.###} s");

    /// <summary>As in the log of faults: the type may be of a program that has ended.</summary>
    private static string NameOfType(nuint type)
    {
        try
        {
            VirtualAddress address = new(type);
            return type == 0 || CellRegistry.Find(address) is null ? "an exception"
                : FaultTypes.NameOf(type) ?? "an exception";
        }
        catch (CellLoadException)
        {
            return "an exception";
        }
    }
}
