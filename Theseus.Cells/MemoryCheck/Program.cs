using Theseus.Cells.MemoryCheck.Checks;

namespace Theseus.Cells.MemoryCheck;

/// <summary>
/// Shows on the machine what owned memory promises: <c>memorycheck</c> runs everything, <c>memorycheck GROUP...</c> the
/// named groups; the exit status is the number of checks that failed. <c>memorycheck leak</c> takes memory of every
/// kind and ends without releasing any, so that whoever asks after it can see that none is left.
/// </summary>
internal static class Program
{
    private const int UnknownGroup = 125;
    private const int MostFailures = 124;

    private static readonly (string Name, Action<Checker> Run)[] s_groups =
    [
        ("edges", Edges.Run), ("guards", Guards.Run), ("access", Accesses.Run), ("views", Views.Run),
            ("stale", Stale.Run), ("left", LeftViews.Run),
        ("changes", Changes.Run), ("ranges", Ranges.Run), ("large", LargePages.Run), ("zeroes", Zeroes.Run),
        ("devices", DeviceMemory.Run), ("ports", Ports.Run), ("rounds", Rounds.Run), ("exhaustion", Exhaustion.Run),
            ("books", Books.Run),
    ];

    private static int Main(string[] arguments)
    {
        if (arguments is ["leak"])
        {
            Leak.Take();
            return 0;
        }

        foreach (string wanted in arguments.Where(wanted => !s_groups.Any(group => group.Name == wanted)))
        {
            string known = string.Join(' ', s_groups.Select(group => group.Name));
            Console.Error.WriteLine($"memorycheck: no group is called '{wanted}'; there are: {known}, and leak");
            return UnknownGroup;
        }

        Checker check = new();
        foreach ((string name, Action<Checker> run) in s_groups)
        {
            if (arguments.Length == 0 || arguments.Contains(name))
            {
                check.Group(name, run);
            }
        }

        Console.WriteLine($"{check.Checks} checks, {check.Failures} failed");
        return Math.Min(check.Failures, MostFailures);
    }
}
