#:package System.CommandLine@2.0.0
// Options, arguments, a subcommand, an error, help.
using System.CommandLine;

var count = new Option<int>("--count", "-c") { Description = "how often", DefaultValueFactory = _ => 1 };
var names = new Argument<string[]>("names") { Description = "whom" };
var greet = new Command("greet", "Greets.") { count, names };
greet.SetAction(r => Console.WriteLine($"{r.GetValue(count)} x {string.Join(", ", r.GetValue(names)!)}"));
var root = new RootCommand("A sample.") { greet };
Console.WriteLine(root.Parse(["greet", "-c", "3", "Ada", "Bob"]).Invoke());
var bad = root.Parse(["greet", "--count", "many", "x"]);
Console.WriteLine(string.Join(" | ", bad.Errors.Select(e => e.Message)));
var help = new StringWriter();
Console.WriteLine(root.Parse(["greet", "--help"]).Invoke(new() { Output = help }));
Console.WriteLine(help.ToString().Contains("how often"));
