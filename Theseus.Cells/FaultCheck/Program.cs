namespace Theseus.Cells.FaultCheck;

/// <summary>
/// Shows on the machine what becomes of faults: <c>faultcheck GROUP</c> does what its group is about and prints what
/// came of it, a line each. <c>faultcheck memory once|lasting|all [TRIES [SEED]]</c> lets allocations fail, with 0
/// tries each one in turn.
/// </summary>
internal static class Program
{
    private const int UnknownGroup = 125;

    private static readonly Dictionary<string, Action> s_groups = new()
    {
        ["vectors"] = Vectors.Run,
        ["uncaught"] = Vectors.Uncaught,
        ["absent"] = Vectors.Absent,
        ["instructions"] = Instructions.Run,
        ["unknown"] = Instructions.Uncaught,
        ["cut"] = Constructors.Cut,
        ["constructed"] = Constructors.Show,
    };

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["messages"]:
                return Messages.Run(null);
            case ["messages", string id]:
                return Messages.Run(id);
            case ["memory", string manner, .. string[] numbers]:
                return FullMemory.Run(manner, numbers);
            case [FullMemory.Part, string name, string first, string how]:
                return FullMemory.RunPart(name, first, how);
        }

        if (arguments is [string wanted] && s_groups.TryGetValue(wanted, out Action? run))
        {
            run();
            return 0;
        }

        Console.Error.WriteLine($"faultcheck: one of {string.Join(' ', s_groups.Keys)} memory messages");
        return UnknownGroup;
    }
}
