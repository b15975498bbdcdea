#:package Spectre.Console.Cli@0.55.0
// A command with settings, validation by the parser, an unknown option.
using System.ComponentModel;
using Spectre.Console.Cli;

var app = new CommandApp();
app.Configure(c => { c.AddCommand<Greet>("greet"); c.PropagateExceptions(); });
Console.WriteLine(app.Run(["greet", "Ada", "--times", "2"]));
try { app.Run(["greet", "Ada", "--times", "x"]); }
catch (CommandRuntimeException e) { Console.WriteLine(e.GetType().Name); }

internal sealed class Greet : Command<Greet.Settings>
{
    public sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<NAME>")] public string Name { get; set; } = "";
        [CommandOption("--times <N>"), DefaultValue(1)] public int Times { get; set; }
    }

    protected override int Execute(CommandContext context, Settings settings, CancellationToken cancellation)
    {
        for (int i = 0; i < settings.Times; i++)
            Console.WriteLine($"hello {settings.Name}");
        return settings.Times;
    }
}
