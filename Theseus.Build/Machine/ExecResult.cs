namespace Theseus.Build.Machine;

/// <summary>How an <c>exec</c> ended.</summary>
/// <param name="Status">Status of the last line, or one of <see cref="ExecStatus"/>.</param>
/// <param name="Lines">Output and status of each line that ended.</param>
/// <param name="Trouble">What went wrong, for people; null if nothing.</param>
/// <param name="Seconds">From the start of the emulator to its end.</param>
public sealed record ExecResult(int Status, IReadOnlyList<(string Output, int Status)> Lines, string? Trouble,
    double Seconds)
{
    /// <summary>
    /// From the start of the emulator to the first byte of output of the first line; null if there was none.
    /// </summary>
    public double? SecondsToPrompt { get; init; }
}
