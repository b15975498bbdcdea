namespace Theseus.Build.Injection;

/// <summary>
/// What the prompt is given while the workload runs beside it: programs that are loaded and unloaded, and audits, again
/// and again; and what each line must say.
/// </summary>
public static class InjectionScript
{
    private const int Rounds = 400;
    private const int CheckOfCells = 5;

    /// <summary>The lines of a round.</summary>
    public static readonly IReadOnlyList<string> Round =
        ["echo alive", "hello", "unload hello", "mem check", "faults", "cells check"];

    private static readonly string[] s_begin = ["services scrub 3600000", "keep workload"];

    /// <summary>All lines.</summary>
    public static IEnumerable<string> Lines =>
        s_begin.Concat(Enumerable.Repeat(Round, Rounds).SelectMany(line => line));

    /// <summary>
    /// The place in its round of a line, by how many have ended before it; -1 before the first round.
    /// </summary>
    public static int PlaceOf(int line) => line < s_begin.Length ? -1 : (line - s_begin.Length) % Round.Count;

    /// <summary>
    /// True if a line said what it says in a system that is well, whatever was found and mended before.
    /// </summary>
    public static bool IsRight(int place, string output, int status)
    {
        string? said = place switch
        {
            0 => "alive\n",
            1 => "Hello, world, from Theseus in C#!\n",
            2 => " KiB unloaded",
            3 => "  every frame is accounted for\n",
            4 => " since the machine was started\n",
            CheckOfCells => " compared in ",
            _ => null,
        };
        return (status == 0 || place == CheckOfCells) // that has another status where it has mended something
            && (said is null || output.Contains(said, StringComparison.Ordinal));
    }

    /// <summary>
    /// True if what a line said is wrong without saying so: a status of success, and not the text that belongs to it.
    /// </summary>
    public static bool IsSilentlyWrong(int place, string output, int status) =>
        place is 0 or 1 && status == 0 && !IsRight(place, output, status);
}
