using System.Text.RegularExpressions;

namespace Theseus.Build.World;

/// <summary>
/// Sorts what ILC says. A method that "will always throw", because something it uses could not be resolved, is
/// broken code and fails the build; analysis of trimming and AOT (IL2xxx, IL3xxx) concerns us only in our own
/// code, and of the class library stays in the log.
/// </summary>
public static partial class IlcOutput
{
    [GeneratedRegex(@"\bIL[23]\d\d\d\b")]
    private static partial Regex Analysis();

    [GeneratedRegex(@"will always throw|[Uu]nresolved|could not be (resolved|loaded)|Failed to (load|resolve)|\bIL1\d\d\d\b")]
    private static partial Regex Broken();

    /// <exception cref="BuildException"><c>BrokenCode</c></exception>
    /// <param name="log">All that it said.</param>
    /// <param name="root">Of the tree; what is said of files below it concerns us.</param>
    /// <param name="versions">What is to be known of packages of which cells want different versions.</param>
    public static void Judge(string log, string root, IReadOnlyCollection<string> versions)
    {
        var (broken, warnings) = Sort(File.ReadLines(log), root);
        foreach (var warning in warnings)
            Progress.Warn(warning);
        if (broken.Count > 0)
        {
            throw new BuildException("BrokenCode",
                $"ILC compiled code that cannot work; all of its output is in {log}\n  {string.Join("\n  ", broken)}"
                + string.Concat(versions.Select(v => $"\n  one version of a package serves the whole world: {v}")));
        }
    }

    public static (List<string> Broken, List<string> Warnings) Sort(IEnumerable<string> lines, string root)
    {
        var (broken, warnings) = (new List<string>(), new List<string>());
        foreach (var line in lines.Where(l => l.Trim() != "").Distinct())
        {
            if (Analysis().IsMatch(line))
            {
                if (line.StartsWith(root + "/", StringComparison.Ordinal))
                    warnings.Add(line.Replace(root + "/", "", StringComparison.Ordinal));
            }
            else if (Broken().IsMatch(line))
            {
                broken.Add(line);
            }
            else
            {
                warnings.Add(line);
            }
        }
        return (broken, warnings);
    }
}
