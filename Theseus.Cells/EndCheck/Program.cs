namespace Theseus.Cells.EndCheck;

/// <summary>
/// Ways in which a program ends, and what the next one may find of it: nothing. One group of checks a first argument.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        string how = arguments.ElementAtOrDefault(1) ?? "";
        return arguments.FirstOrDefault() switch
        {
            "leave" => await Leaving.Run(how),
            "soil" => Soil.Run(),
            "fresh" => Fresh.Run(),
            "hold" => Holding.Run(how),
            "finalizer" => Finalizers.Run(how),
            "text" => Texts.Run(how),
            "wait" => Waits.Run(),
            "who" => Identity.Run(),
            "stale" => StaleHandles.Run(),
            _ => Help(),
        };
    }

    private static int Help()
    {
        Console.Error.WriteLine(
            "endcheck: leave HOW, soil, fresh, hold HOW, finalizer HOW, text HOW, wait, who, stale");
        return 2;
    }
}
