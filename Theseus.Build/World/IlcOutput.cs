using System.Text.RegularExpressions;

namespace Theseus.Build.World;

/// <summary>
/// Sorts what ILC says. A method that "will always throw", because something it uses could not be resolved, is
/// broken code and fails the build; in a package it is said, for packages have parts that nobody calls; of the class
/// library one line tells that there are some, for ILC compiles instances of its generic methods that no program makes
/// (a sorted PLINQ query: types nested without end). Analysis of trimming and AOT (IL2xxx, IL3xxx) is shown of our own
/// code; of packages one line tells which they are; of the class library it stays in the log.
/// </summary>
public static partial class IlcOutput
{
    [GeneratedRegex(@"\bIL[23]\d\d\d\b")]
    private static partial Regex Analysis();

    [GeneratedRegex(
        @"will always throw|[Uu]nresolved|could not be (resolved|loaded)|Failed to (load|resolve)|\bIL1\d\d\d\b")]
    private static partial Regex Broken();

    [GeneratedRegex(@"warning (IL2104|IL3053): Assembly '(?<name>[^']+)'")]
    private static partial Regex OfWholeAssembly();

    [GeneratedRegex(@"Method '\[(?<name>[^\]]+)\].*will always throw")]
    private static partial Regex ThrowingMethod();

    /// <summary>
    /// An error in a method whose source ILC does not know, of the class library by its namespace: ours have theirs.
    /// </summary>
    [GeneratedRegex(@"^ILC: AOT analysis error IL1005: (?<method>System\.[^(]+)")]
    private static partial Regex OfLibrary();

    /// <exception cref="BuildException"><c>BrokenCode</c></exception>
    /// <param name="log">All that it said.</param>
    /// <param name="root">Of the tree; what is said of files below it concerns us.</param>
    /// <param name="packages">Names of the packages' assemblies.</param>
    /// <param name="versions">What is to be known of packages of which cells want different versions.</param>
    public static void Judge(string log, string root, IReadOnlyCollection<string> packages,
        IReadOnlyCollection<string> versions)
    {
        (List<string> broken, List<string> warnings) = Sort(File.ReadLines(log), root, packages);
        foreach (string warning in warnings)
        {
            Progress.Warn(warning);
        }

        if (broken.Count > 0)
        {
            throw new BuildException("BrokenCode",
                $"ILC compiled code that cannot work; all of its output is in {log}\n  {string.Join("\n  ", broken)}"
                + string.Concat(versions.Select(v => $"\n  one version of a package serves the whole world: {v}")));
        }
    }

    public static (List<string> Broken, List<string> Warnings) Sort(IEnumerable<string> lines, string root,
        IReadOnlyCollection<string> packages)
    {
        (List<string> broken, List<string> warnings, List<string> library, SortedSet<string> analysed) =
            (new List<string>(), new List<string>(), new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (string line in lines.Where(l => l.Trim() != "").Distinct())
        {
            if (OfWholeAssembly().Match(line) is { Success: true } whole)
            {
                if (packages.Contains(whole.Groups["name"].Value))
                {
                    analysed.Add(whole.Groups["name"].Value);
                }
            }
            else if (OfLibrary().Match(line) is { Success: true } error)
            {
                library.Add(error.Groups["method"].Value);
            }
            else if (Analysis().IsMatch(line))
            {
                if (line.StartsWith(root + "/", StringComparison.Ordinal))
                {
                    warnings.Add(line.Replace(root + "/", "", StringComparison.Ordinal));
                }
            }
            else if (Broken().IsMatch(line)
                && !(ThrowingMethod().Match(line) is { Success: true } method
                && packages.Contains(method.Groups["name"].Value)))
            {
                broken.Add(line);
            }
            else
            {
                warnings.Add(line);
            }
        }

        if (analysed.Count > 0)
        {
            warnings.Add(
                $"of {string.Join(", ", analysed)} ILC says that not all can be known before it runs (IL2104, IL3053): "
                + "what such a package finds by a name alone, or makes of generic types while it runs, may be "
                + "missing and throws there");
        }

        if (library.Count > 0)
        {
            warnings.Add(
                $"{library.Count} instances of generic methods of the class library throw if they are called, for "
                + $"their types nest too deep for ILC (IL1005); the first is {library[0]}");
        }

        return (broken, warnings);
    }
}
