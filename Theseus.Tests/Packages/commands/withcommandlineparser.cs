#:package CommandLineParser@2.9.1
// Attributes, verbs, defaults, errors.
using CommandLine;

foreach (string[] line in new[] { new[] { "add", "-v", "--level", "High", "a", "b" }, ["remove", "--all"], ["add", "--level", "Middling"], ["nothing"] })
{
    using var parser = new Parser(s => s.HelpWriter = null);
    Console.WriteLine(parser.ParseArguments<Add, Remove>(line).MapResult(
        (Add a) => $"add {a.Verbose} {a.Level} {string.Join('+', a.Names)}",
        (Remove r) => $"remove {r.All}",
        errors => string.Join(' ', errors.Select(e => e.Tag))));
}

public enum Level { Low, High }
[Verb("add")]
public sealed class Add
{
    [Option('v')] public bool Verbose { get; set; }
    [Option("level", Default = Level.Low)] public Level Level { get; set; }
    [Value(0)] public IEnumerable<string> Names { get; set; } = [];
}
[Verb("remove")]
public sealed class Remove { [Option("all")] public bool All { get; set; } }
