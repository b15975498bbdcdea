using System.Diagnostics;
using Theseus.Build.Iso;

namespace Theseus.Build.Machine;

/// <summary>
/// Boots the ISO without a screen, has the prompt run lines one after another, and ends with the machine. The
/// lines reach the kernel through the firmware configuration device (fw_cfg file <c>opt/theseus/exec</c>), so
/// the ISO is the same as for an interactive run.
/// </summary>
public static class ExecSession
{
    /// <param name="workspace">Holds the ISO.</param>
    /// <param name="options">The machine, and how long it may take.</param>
    /// <param name="lines">What to type at the prompt.</param>
    /// <param name="output">Gets exactly what the lines print.</param>
    /// <param name="boot">Gets boot messages and panics.</param>
    public static ExecResult Run(Workspace workspace, MachineOptions options, IEnumerable<string> lines, Stream output,
        Stream boot)
    {
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, string.Join('\n', lines));
            Stopwatch clock = Stopwatch.StartNew();
            using Emulator emulator = new(workspace, options with { Headless = true },
                ArgumentsOf(script), ownsTerminal: false);
            return Follow(workspace, emulator, options, new ExecReader(output, boot), clock);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>QEMU's, by which a machine runs the lines of a file and is heard by its output.</summary>
    public static string[] ArgumentsOf(string script) =>
        ["-serial", "stdio", "-monitor", "none", "-fw_cfg", $"name=opt/theseus/exec,file={script}"];

    /// <summary>How often the loader is looked at while it is silent.</summary>
    private static readonly TimeSpan s_lookAtLoader = TimeSpan.FromSeconds(1);

    private static ExecResult Follow(
        Workspace workspace, Emulator emulator, MachineOptions options, ExecReader reader, Stopwatch clock)
    {
        double? begun = null;
        TimeSpan? deadline = null; // the time allowed counts from the kernel's first words
        bool isHurried = !options.WaitForDebugger; // who steps through it has all the time there is
        LoaderPatience patience = new(options.Timeout);
        byte[] buffer = new byte[4096];
        Task<int> reading = emulator.Output.ReadAsync(buffer, 0, buffer.Length);
        while (true)
        {
            if (clock.Elapsed >= deadline)
            {
                emulator.Kill();
                return Result(ExecStatus.Timeout, $"no end after {options.Timeout.TotalSeconds:f0} s"
                    + (reader.HasBegun ? "" : $"; the boot's last line was: {reader.LastBootLine}"));
            }

            if (!reading.Wait(deadline is { } end ? Left(end - clock.Elapsed) : s_lookAtLoader))
            {
                if (!isHurried || deadline is not null
                    || !patience.IsOver(clock.Elapsed, emulator.CpuTime, emulator.BytesRead()))
                {
                    continue;
                }

                emulator.Kill();
                return Result(ExecStatus.BootFailed, NothingLoaded(workspace, options));
            }

            if (reading.Result == 0)
            {
                break;
            }

            reader.Feed(buffer.AsSpan(0, reading.Result));
            reading = emulator.Output.ReadAsync(buffer, 0, buffer.Length);
            if (isHurried && reader.HasKernelSpoken)
            {
                deadline ??= clock.Elapsed + options.Timeout;
            }

            if (reader.HasBegun)
            {
                begun ??= clock.Elapsed.TotalSeconds;
            }
        }

        string complaints = emulator.Complaints();
        if (reader.HasPanicked)
        {
            return Result(ExecStatus.Panic, "the kernel panicked");
        }

        if (!reader.HasBegun)
        {
            return Result(ExecStatus.BootFailed,
                ("the machine ended before the prompt; its last line was: "
                + $"{reader.LastBootLine}\n{complaints}").TrimEnd());
        }

        if (reader.Lines.Count == 0)
        {
            return Result(ExecStatus.BootFailed, $"the machine ended before the first line had; {complaints}");
        }

        return Result(reader.Lines[^1].Status, null);

        ExecResult Result(int status, string? trouble) =>
            new(status, reader.Lines, trouble, clock.Elapsed.TotalSeconds) { SecondsToPrompt = begun };
    }

    private static TimeSpan Left(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private static string NothingLoaded(Workspace workspace, MachineOptions options) =>
        "nothing came from the kernel: the loader did not load it; "
        + $"by BIOS it needs about {IsoBuilder.LeastMemoryMiB(workspace)} MiB, the machine has {options.MemoryMiB}";
}
