namespace Theseus.Cells.Hello;

/// <summary>The smallest app cell that does something: it greets each of its arguments.</summary>
internal static class Program
{
    /// <summary>Greets whom the arguments name, joined as a sentence would; with none, the world.</summary>
    private static void Main(string[] arguments)
    {
        string whom = arguments switch
        {
            [] => "world",
            [var one] => one,
            [.. var firsts, var last] => $"{string.Join(", ", firsts)} and {last}",
        };
        Console.WriteLine($"Hello, {whom}, from Theseus in C#!");
    }
}
