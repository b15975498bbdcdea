using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Devices;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>Runs a line: a command of the shell's own, or an app cell by its name.</summary>
internal static class Commands
{
    /// <summary>Status of a command that nobody knows, as POSIX shells have it.</summary>
    public const int UnknownCommand = 127;

    /// <summary>Status of a command whose cell is there and cannot be run, as POSIX shells have it.</summary>
    public const int RefusedCell = 126;

    private static readonly Dictionary<string, (Func<string[], int> Run, string Help)> s_own = new()
    {
        ["help"] = (Help, "lists the commands"),
        ["jobs"] = (Jobs.Show, "the programs in the background ('LINE &'), and those that Ctrl-Z has stopped"),
        ["fg"] = (Jobs.Foreground, "'fg [%JOB]' lets a job go on at the keyboard"),
        ["bg"] = (Jobs.Background, "'bg [%JOB]' lets a stopped job go on in the background"),
        ["keep"] = (KeptProgram.Run, "'keep LINE' is 'LINE &', and begins it anew where it ends with an error"),
        ["kill"] = (Kill.Run, "'kill [-grace MS] %JOB|NUMBER|NAME' ends a program by unwinding"),
        ["top"] = (Top.Run, "the programs and their shares of the CPU, live; 'top -n ROUNDS' without the keyboard"),
        ["gc"] = (MemoryReport.Gc, "collects garbage; allocation volume, collections, pauses"),
        ["mem"] =
            (MemoryReport.Mem, "where the machine's memory is; 'mem owners', 'mem map', 'mem check' say it in detail"),
        ["boot"] = (_ => BootTime(), "how long the boot took, from the loader to the prompt"),
        ["clear"] = (_ => Clear(), "clears the screen"),
        ["pages"] = (MemoryReport.Pages, "what the page tables allow; status 1 if a page is writable and executable"),
        ["ps"] = (_ => TaskReport.Show(), "the tasks that there are, what each does, how long it has run"),
        ["policy"] = (Policies.Run, "in which order tasks run; 'policy round-robin|priority|fair' chooses that"),
        ["owns"] = (Owns.Run, "'owns TASK|PROGRAM' tells what a task, or a program with its tasks, owns and holds"),
        ["owner"] = (Owner.Run, "'owner ADDRESS', or 'owner channel|lock|task|cell|device WHICH', tells who has it"),
        ["graph"] = (Graph.Run, "who owns and holds what, as text for Graphviz"),
        ["faults"] = (Faults.Run, "the newest faults and what was done about them; 'faults NUMBER' tells all of one"),
        ["services"] =
            (Services.Run, "what begins anew when it fails; 'services fail shell' makes the shell fail, to see it; "
                + "'services scrub MS' sets how fast pages are compared"),
        ["panic"] = (_ => StopKernel(), "stops the kernel with a panic, to see one"),
        ["poweroff"] = (_ => TurnOff(), "turns the machine off"),
    };

    private const int Wrong = 2;

    /// <summary>The shell's own commands.</summary>
    public static IEnumerable<string> Names => s_own.Keys;

    /// <summary>Runs one line and returns its status; nothing that it throws comes out.</summary>
    public static int Run(string line)
    {
        List<string> words = CommandLine.Split(line, out bool inBackground);
        if (words.Count == 0)
        {
            return 0;
        }

        string name = words[0];
        string[] arguments = [.. words.Skip(1)];
        CellNumber app = Apps.Find(name);
        if (!s_own.ContainsKey(name) && (app.IsNone || name == "shell"))
        {
            string? refused = Apps.WhyRefused(name);
            Console.Error.WriteLine($"{name}: {refused ?? "unknown command"}");
            return refused == null ? UnknownCommand : RefusedCell;
        }

        try
        {
            return s_own.TryGetValue(name, out (Func<string[], int> Run, string Help) own) ? own.Run(arguments)
                : inBackground ? Jobs.RunInBackground(app, arguments, line.Trim())
                : Jobs.RunAtKeyboard(app, arguments, line.Trim());
        }
        catch (Exception exception) when (s_own.ContainsKey(name))
        {
            // A command of the shell's own, where memory is out or a cell is damaged. Programs answer for themselves.
            Console.Error.WriteLine($"{name}: {exception}");
            return ProgramRunner.Aborted;
        }
        finally
        {
            Console.ResetColor();
            FinalizerTask.RunPending();
        }
    }

    /// <summary>Says how a command is used, which was used otherwise; its status, as POSIX shells have it.</summary>
    public static int Usage(string text)
    {
        Console.Error.WriteLine($"usage: {text}");
        return Wrong;
    }

    private static int Help(string[] arguments)
    {
        foreach ((string name, (Func<string[], int> Run, string Help) command) in s_own.OrderBy(pair => pair.Key,
            StringComparer.Ordinal))
        {
            Console.WriteLine($"  {name,-12} {command.Help}");
        }

        Console.WriteLine($"Cells: {string.Join(' ', Apps.Names.Where(name => name != "shell"))}");
        return 0;
    }

    private static int BootTime()
    {
        Console.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
                $"  loader to prompt  {Clock.BootTime.TotalMilliseconds:F0} ms"));
        return 0;
    }

    private static int Clear()
    {
        ConsoleOutput.Write("\x1b[H\x1b[2J"u8);
        return 0;
    }

    private static int StopKernel()
    {
        Panic.Stop("the command 'panic' was given"u8);
        return 0;
    }

    private static int TurnOff()
    {
        Power.Off(0);
        return 0;
    }
}
