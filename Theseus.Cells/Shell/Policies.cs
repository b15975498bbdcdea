using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'policy': in which order those tasks run that could.</summary>
internal static class Policies
{
    private static readonly (string Name, SchedulingPolicy Policy, string Text)[] s_all =
    [
        ("round-robin", SchedulingPolicy.RoundRobin, "who was woken first runs first, the others take turns"),
        ("priority", SchedulingPolicy.Priority, "who is more urgent runs first, and lends that to who it waits for"),
        ("fair", SchedulingPolicy.Fair, "each gets its share of the time, twice as much at each level of urgency"),
    ];

    /// <summary>Shows them, with the one that is chosen; or chooses one.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return Show();
            case [var wanted] when Array.Exists(s_all, each => each.Name == wanted):
                Scheduler.SetPolicy(Array.Find(s_all, each => each.Name == wanted).Policy);
                return 0;
            default:
                return Commands.Usage("policy [round-robin | priority | fair]");
        }
    }

    private static int Show()
    {
        foreach ((string name, SchedulingPolicy policy, string text) in s_all)
        {
            Console.WriteLine($"  {(policy == Scheduler.Policy ? '*' : ' ')} {name,-12}  {text}");
        }

        return 0;
    }
}
