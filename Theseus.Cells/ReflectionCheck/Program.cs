namespace Theseus.Cells.ReflectionCheck;

/// <summary>
/// Shows where reflection stops: at what a program's own code could have named. <c>reflectioncheck [GROUP...]</c>
/// prints a line a check; the status is the number that failed.
/// </summary>
internal static class Program
{
    private const int UnknownGroup = 125;

    private static readonly (string Name, Action<Checks> Run)[] s_groups =
    [
        ("methods", Refused.Methods), ("fields", Refused.Fields), ("pointers", Refused.Pointers),
            ("trees", Refused.Trees),
        ("made", Refused.Made), ("routes", Refused.Routes), ("sweep", Sweep.Run), ("own", Allowed.Own),
            ("library", Allowed.Library), ("compiled", Allowed.Trees),
    ];

    private static int Main(string[] arguments)
    {
        if (arguments.FirstOrDefault(a => !s_groups.Any(g => g.Name == a)) is { } unknown)
        {
            Console.Error.WriteLine(
                $"reflectioncheck: no group '{unknown}'; there are: {string.Join(' ', s_groups.Select(g => g.Name))}");
            return UnknownGroup;
        }

        Checks checks = new();
        foreach ((string name, Action<Checks> run) in s_groups.Where(g => arguments.Length == 0
            || arguments.Contains(g.Name)))
        {
            checks.Group(name, run);
        }

        Console.WriteLine($"{checks.Count} checks, {checks.Failed} failed");
        return checks.Failed;
    }
}
