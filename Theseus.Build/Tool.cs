using System.Diagnostics;

namespace Theseus.Build;

/// <summary>
/// Runs a program of the host to its end, its output in a log file. (A file and not a pipe: compiler servers
/// outlive their client and would hold a pipe open.)
/// </summary>
public static class Tool
{
    private const int LinesShown = 60;

    /// <exception cref="BuildException"><c>ToolMissing</c>, or <c>ToolFailed</c> with the end of its
    /// output.</exception>
    public static void Run(string log, string program, params IEnumerable<string> arguments)
    {
        if (Exit(log, program, arguments) is var code and not 0)
        {
            throw Failed(log, program, code);
        }
    }

    /// <summary>As <see cref="Run"/>, but the caller judges the exit code.</summary>
    public static int Exit(string log, string program, params IEnumerable<string> arguments) =>
        Exit(CancellationToken.None, log, program, arguments);

    /// <summary>As the other one; the program is ended where that is asked for.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static int Exit(CancellationToken cancellation, string log, string program,
        params IEnumerable<string> arguments)
    {
        cancellation.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        ProcessStartInfo start = new("/bin/sh") { UseShellExecute = false };
        foreach (string argument in (string[])[
            "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        using (cancellation.Register(() => process.Kill(entireProcessTree: true)))
        {
            process.WaitForExit();
        }

        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 127
            ? throw new BuildException("ToolMissing", $"{program} cannot be run: {Tail(log)}") : process.ExitCode;
    }

    /// <summary>As <see cref="Exit"/>, and hands each line of output on as it comes.</summary>
    public static int Watch(string log, Action<string> onLine, string program, params IEnumerable<string> arguments)
    {
        File.WriteAllText(log, "");
        Task<int> running = Task.Run(() => Exit(log, program, arguments));
        using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        for (bool last = false; ; last = running.IsCompleted)
        {
            while (reader.ReadLine() is { } line)
            {
                onLine(line);
            }

            if (last)
            {
                return running.GetAwaiter().GetResult();
            }

            running.Wait(TimeSpan.FromMilliseconds(200));
        }
    }

    public static BuildException Failed(string log, string program, int code) =>
        new("ToolFailed",
        $"{Path.GetFileName(program)} failed with {code}; all of its output is in {log}\n{Tail(log)}");

    private static string Tail(string log) =>
        string.Join('\n', File.ReadAllLines(log).Where(l => l.Trim() != "").TakeLast(LinesShown));
}
