using Theseus.Cells.Conformance.Checks;
using Theseus.Cells.Conformance.Checks.Threading;

namespace Theseus.Cells.Conformance;

/// <summary>
/// Shows that C# and the base class library behave here as .NET's own runtime does. The same source runs in Theseus
/// and, by <c>dotnet run</c>, on the host; what the two print is equal byte for byte. Each check also carries the value
/// it must give, so either side alone can tell a failure.
/// </summary>
/// <remarks>
/// <c>conformance</c> runs everything, <c>conformance GROUP...</c> the named groups, <c>GROUP.CHECK</c> one check. The
/// exit status is the number of checks that failed. Only <c>threads</c> needs more than one thread, and nothing here
/// a file system or a network.
/// </remarks>
internal static class Program
{
    /// <summary>
    /// The status for a group name that does not exist; far above any number of failing checks in one group.
    /// </summary>
    private const int UnknownGroup = 125;

    /// <summary>The largest status that a caller can tell from others: exit statuses are taken modulo 256.</summary>
    private const int MostFailures = 124;

    private static readonly (string Name, Action<Checker> Run)[] s_groups =
    [
        ("integers", Integers.Run), ("floats", Floats.Run), ("wide", WideNumbers.Run), ("vectors", Vectors.Run),
        ("strings", Strings.Run), ("formats", Formats.Run), ("builders", Builders.Run), ("encodings", Encodings.Run),
        ("regex", RegularExpressions.Run), ("convert", Conversions.Run), ("enums", Enums.Run), ("dates", Dates.Run),
        ("collections", BasicCollections.Run), ("ordered", OrderedCollections.Run), ("shared", SharedCollections.Run),
        ("linq", LinqOperators.Run), ("sequences", LinqSequences.Run), ("iterators", Iterators.Run),
        ("spans", Spans.Run), ("arrays", Arrays.Run), ("records", Records.Run), ("patterns", Patterns.Run),
        ("generics", Generics.Run), ("virtual", GenericVirtuals.Run), ("interfaces", Interfaces.Run),
        ("abstract", StaticAbstracts.Run), ("casts", Casts.Run), ("constants", ConstantCasts.Run),
            ("delegates", Delegates.Run),
        ("statics", Statics.Run), ("reflection", Reflections.Run),
        ("async", Asynchrony.Run), ("streams", AsyncStreams.Run), ("json", Json.Run),
        ("exceptions", Exceptions.Run), ("unwinding", Unwinding.Run), ("traces", Traces.Run), ("faults", Faults.Run),
        ("exhaustion", Exhaustion.Run), ("collector", Collector.Run), ("settings", CollectorSettings.Run),
        ("locks", Locks.Run), ("threads", Threads.Run), ("random", Randomness.Run), ("surroundings", Surroundings.Run),
    ];

    private static int Main(string[] arguments)
    {
        foreach (string wanted in arguments)
        {
            if (!s_groups.Any(group => group.Name == wanted.Split('.')[0]))
            {
                string known = string.Join(' ', s_groups.Select(group => group.Name));
                Console.Error.WriteLine($"conformance: no group is called '{wanted}'; there are: {known}");
                return UnknownGroup;
            }
        }

        Checker checker = new(Console.Out, arguments);
        foreach ((string name, Action<Checker> run) in s_groups)
        {
            checker.Group(name, run);
        }

        Console.WriteLine($"{checker.Checks} checks, {checker.Failures} failed");
        return Math.Min(checker.Failures, MostFailures);
    }
}
