using System.Diagnostics;
using Theseus.Build.Linking;

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
    public static ExecResult Run(Workspace workspace, MachineOptions options, IEnumerable<string> lines, Stream output, Stream boot)
    {
        var script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, string.Join('\n', lines));
            var clock = Stopwatch.StartNew();
            using var emulator = new Emulator(workspace, options with { Headless = true },
                ["-serial", "stdio", "-monitor", "none", "-fw_cfg", $"name=opt/theseus/exec,file={script}"], ownsTerminal: false);
            return Follow(workspace, emulator, options, new ExecReader(output, boot), clock);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>A loader that could not load says so on the screen only: so much silence means that.</summary>
    private static readonly TimeSpan LoaderLimit = TimeSpan.FromSeconds(60);

    private static ExecResult Follow(
        Workspace workspace, Emulator emulator, MachineOptions options, ExecReader reader, Stopwatch clock)
    {
        double? begun = null;
        var buffer = new byte[4096];
        using var timeout = new CancellationTokenSource(options.Timeout < LoaderLimit ? options.Timeout : LoaderLimit);
        try
        {
            for (int read; (read = emulator.Output.ReadAsync(buffer, timeout.Token).AsTask().GetAwaiter().GetResult()) > 0;)
            {
                if (!reader.HasSpoken)
                    timeout.CancelAfter(Later(options.Timeout - clock.Elapsed));
                reader.Feed(buffer.AsSpan(0, read));
                if (reader.HasBegun)
                    begun ??= clock.Elapsed.TotalSeconds;
            }
        }
        catch (OperationCanceledException)
        {
            emulator.Kill();
            if (!reader.HasSpoken)
                return Result(ExecStatus.BootFailed, NothingLoaded(workspace, options));
            return Result(ExecStatus.Timeout, $"no end after {options.Timeout.TotalSeconds:f0} s"
                + (reader.HasBegun ? "" : $"; the boot's last line was: {reader.LastBootLine}"));
        }

        var complaints = emulator.Complaints();
        if (reader.HasPanicked)
            return Result(ExecStatus.Panic, "the kernel panicked");
        if (!reader.HasBegun)
        {
            return Result(ExecStatus.BootFailed,
                $"the machine ended before the prompt; its last line was: {reader.LastBootLine}\n{complaints}".TrimEnd());
        }
        if (reader.Lines.Count == 0)
            return Result(ExecStatus.BootFailed, $"the machine ended before the first line had; {complaints}");
        return Result(reader.Lines[^1].Status, null);

        ExecResult Result(int status, string? trouble) =>
            new(status, reader.Lines, trouble, clock.Elapsed.TotalSeconds) { SecondsToPrompt = begun };
    }

    private static TimeSpan Later(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>The loader needs room for the cells, beside the place of the image and its own.</summary>
    private static string NothingLoaded(Workspace workspace, MachineOptions options)
    {
        const long mebibyte = 1024 * 1024;
        var files = Directory.GetFiles(Path.GetDirectoryName(workspace.BareElf)!, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        var needed = (long)Layout.PhysicalBase / mebibyte + files / mebibyte + 1;
        return "nothing came from the kernel: the loader did not load it; "
            + $"it needs about {needed} MiB, the machine has {options.MemoryMiB}";
    }
}
