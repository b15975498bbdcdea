#:package Spectre.Console@0.55.0
// Tables, trees, panels, charts and markup into text of a given width.
using Spectre.Console;

var text = new StringWriter();
var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
console.Profile.Width = 60;
console.Profile.Capabilities.Unicode = true;
var table = new Table().Title("[bold]Parts[/]").Border(TableBorder.Rounded).AddColumn("Name").AddColumn(new TableColumn("Price").RightAligned());
table.AddRow("pen", "1.50").AddRow(new Markup("[red]long name that must be wrapped somewhere in the column[/]"), new Text("20.00"));
console.Write(table);
var tree = new Tree("root");
tree.AddNode("a").AddNode("b").AddNode(new Panel("in a box").Header("head"));
console.Write(tree);
console.Write(new Rule("[blue]end[/]").LeftJustified());
console.Write(new BarChart().Width(40).AddItem("x", 3, Color.Red).AddItem("y", 5));
console.MarkupLine($"[link=https://example.org]{Markup.Escape("[brackets]")}[/] and [underline]more[/]");
try { throw new InvalidOperationException("broken"); }
catch (InvalidOperationException e) { console.WriteLine(e.Message); }
Console.Write(text);
try { _ = new Markup("[red]never closed"); }
catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
