using System.Globalization;

namespace Theseus.Build.World;

/// <summary>One run of the compiler's program.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Code">Its exit status.</param>
/// <param name="Limits">What it was allowed.</param>
public sealed record IlcRun(IlcEnd End, int Code, IlcLimits Limits)
{
    /// <summary>The shell's status of a program that a signal ended is this and the signal's number.</summary>
    private const int BySignal = 128, SigKill = 9, SigXcpu = 24;

    /// <summary>Runs <paramref name="program"/> with one argument, within <paramref name="limits"/>.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IlcRun Start(string log, string program, string argument, IlcLimits limits,
        CancellationToken cancellation = default)
    {
        int code = Tool.Exit(cancellation, log, "/usr/bin/env",
            $"DOTNET_GCHeapHardLimit=0x{limits.HeapBytes.ToString("x", CultureInfo.InvariantCulture)}",
            "prlimit", $"--cpu={limits.CpuSeconds}:{limits.CpuSeconds + 5}", program, argument);
        return new IlcRun(Judge(code, File.ReadLines(log)), code, limits);
    }

    /// <param name="code">Exit status.</param>
    /// <param name="output">Its lines.</param>
    public static IlcEnd Judge(int code, IEnumerable<string> output) => code switch
    {
        0 => IlcEnd.Done,
        BySignal + SigXcpu or BySignal + SigKill => IlcEnd.OutOfTime,
        _ => output.Any(l => l.Contains("OutOfMemory", StringComparison.Ordinal)
            || l.Contains("Out of memory", StringComparison.Ordinal))
            ? IlcEnd.OutOfMemory : IlcEnd.Failed,
    };

    /// <summary>For people: what it was that ended it.</summary>
    public string Reason(string log) => End switch
    {
        IlcEnd.OutOfTime => $"more than {Limits.CpuSeconds} CPU seconds",
        IlcEnd.OutOfMemory => $"more than {Limits.HeapBytes >> 20} MiB of memory",
        _ => File.ReadLines(log)
            .FirstOrDefault(l => l.Contains("rror", StringComparison.Ordinal)
            || l.Contains("xception", StringComparison.Ordinal))
            ?.Trim() ?? $"status {Code}",
    };
}
