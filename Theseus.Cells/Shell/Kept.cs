using System.Globalization;
using System.Text;
using Theseus.Platform.Interfaces;
using Theseus.Tasks.Supervision;

namespace Shell;

/// <summary>
/// What the shell must not lose when it begins anew, its statics and its driver of lines with it: the lines typed, the
/// jobs, how far a script has come. Each is text, a line each; one that makes no sense is passed over.
/// </summary>
internal static class Kept
{
    private const string History = "history", Jobs = "jobs", Script = "script";
    private const char Separator = '\t';

    /// <summary>A job as it is kept.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Place">The place of its program in the table of programs.</param>
    /// <param name="Program">The program's number.</param>
    /// <param name="IsBegunAnew">True where it begins anew if it ends with an error ('keep').</param>
    /// <param name="Line">The line that has begun it.</param>
    public readonly record struct Job(int Number, int Place, uint Program, bool IsBegunAnew, string Line);

    /// <summary>Keeps the lines that the driver remembers, the newest of them where they are too many.</summary>
    public static void Lines(ILineEditor editor)
    {
        int first = editor.PastLines.Count;
        int bytes = 0;
        while (first > 0 && (bytes += Encoding.UTF8.GetByteCount(editor.PastLines[first - 1]) + 1)
            <= StateStore.MostBytes)
        {
            first--;
        }

        Keep(History, editor.PastLines.Skip(first));
    }

    /// <summary>Gives a driver that remembers nothing the lines that were kept.</summary>
    public static void GiveLines(ILineEditor editor)
    {
        if (editor.PastLines.Count != 0)
        {
            return;
        }

        foreach (string line in Take(History))
        {
            editor.Remember(line);
        }
    }

    /// <summary>Keeps the jobs, the oldest of them where they are too many.</summary>
    public static void KeepJobs(IEnumerable<Job> jobs) => Keep(Jobs, jobs.Select(job => string.Create(
        CultureInfo.InvariantCulture, $"{job.Number}{Separator}{job.Place}{Separator}{job.Program}{Separator}")
            + $"{(job.IsBegunAnew ? 1 : 0)}{Separator}{job.Line}"));

    /// <summary>The jobs that were kept.</summary>
    public static IEnumerable<Job> TakeJobs()
    {
        foreach (string line in Take(Jobs))
        {
            string[] parts = line.Split(Separator, 5);
            if (parts.Length == 5 && TryNumber(parts[0], out int number) && TryNumber(parts[1], out int place)
                && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint program))
            {
                yield return new Job(number, place, program, parts[3] == "1", parts[4]);
            }
        }
    }

    /// <summary>Keeps how far a script has come.</summary>
    /// <param name="next">Number of the first line that has not been begun.</param>
    /// <param name="isInLine">True while the one before it runs.</param>
    public static void KeepScript(int next, bool isInLine) => Keep(Script,
        [string.Create(CultureInfo.InvariantCulture, $"{next}{Separator}{(isInLine ? 1 : 0)}")]);

    /// <summary>How far a script had come; its begin, where nothing was kept.</summary>
    public static (int Next, bool IsInLine) TakeScript()
    {
        string[] parts = [.. Take(Script).Take(1).SelectMany(line => line.Split(Separator))];
        return parts.Length == 2 && TryNumber(parts[0], out int next) ? (next, parts[1] == "1") : (0, false);
    }

    private static void Keep(string name, IEnumerable<string> lines)
    {
        StringBuilder text = new();
        int bytes = 0;
        foreach (string line in lines)
        {
            bytes += Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes > StateStore.MostBytes)
            {
                break;
            }

            text.Append(line).Append('\n');
        }

        try
        {
            StateStore.Keep(name, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (OutOfMemoryException)
        {
            // What was kept before is still kept: the line is run, and its own want of memory is told.
        }
    }

    private static string[] Take(string name) => StateStore.Take(name, out byte[]? state) is StateVerdict.Whole
        or StateVerdict.Older ? Encoding.UTF8.GetString(state!).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
