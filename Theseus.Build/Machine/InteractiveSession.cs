using Theseus.Build.Machine.Evolving;

namespace Theseus.Build.Machine;

/// <summary>Boots the ISO for a person: in a window, or with the terminal as the serial line.</summary>
public static class InteractiveSession
{
    /// <summary>What the shell starts at first: with it, <c>./theseus evolve</c> is heard.</summary>
    private const string ListenLine = "evolve listen &";

    /// <returns>QEMU's own status where it could not start; else 0: how a person leaves a machine is no
    /// failure.</returns>
    public static int Run(Workspace workspace, MachineOptions options)
    {
        if (!options.Headless && !HasDisplay)
        {
            Progress.Say("no display here: running headless");
            options = options with { Headless = true };
        }

        if (options.Headless)
        {
            Progress.Say("the terminal is the serial line; Ctrl-A X ends the machine");
        }

        string socket = RunningMachine.Announce(workspace);
        string start = Path.GetTempFileName();
        File.WriteAllText(start, ListenLine);
        try
        {
            using EvolutionWatch? watch = options.IsWatched ? Watch(workspace, socket) : null;
            return Run(workspace, options with { EvolutionSocket = socket },
                ["-serial", "mon:stdio", "-fw_cfg", $"name=opt/theseus/start,file={start}"]);
        }
        finally
        {
            File.Delete(start);
            RunningMachine.Forget(workspace, socket);
        }
    }

    /// <summary>The terminal is the machine's from here on.</summary>
    private static EvolutionWatch Watch(Workspace workspace, string socket)
    {
        Progress.Say("a source file that is saved changes the machine; what the build says is in "
            + EvolutionWatch.LogOf(workspace));
        Progress.Output = new StreamWriter(EvolutionWatch.LogOf(workspace)) { AutoFlush = true };
        return new EvolutionWatch(workspace, socket);
    }

    private static int Run(Workspace workspace, MachineOptions options, string[] arguments)
    {
        // Ctrl-A X ends QEMU, Ctrl-A C reaches its monitor; every other key is the guest's, Ctrl-C too.
        using Emulator emulator = new(workspace, options, arguments, ownsTerminal: true);
        int? code;
        do
        {
            code = emulator.Wait(TimeSpan.FromHours(1));
        }
        while (code is null);

        // isa-debug-exit ends with an odd number; 1 is QEMU's own complaint.
        return code == 1 ? 1 : 0;
    }

    private static bool HasDisplay => Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
}
