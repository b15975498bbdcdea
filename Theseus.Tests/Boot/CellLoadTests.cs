using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.Machine;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Cells come into memory when they are used, no sooner and no further, and the commands agree about what is where.
/// </summary>
[Collection(CellBootCollection.Name)]
public sealed partial class CellLoadTests(CellBoot boot)
{
    private const string Main = "Theseus.Cells.Deps.Program.Main";

    [Fact]
    public void An_app_and_what_it_needs_come_in_on_first_use_and_go_on_unload()
    {
        (Dictionary<string, CellBoot.Row> before, Dictionary<string, CellBoot.Row> used,
            Dictionary<string, CellBoot.Row> usedAgain, Dictionary<string, CellBoot.Row> after) =
                (boot.Cells(0), boot.Cells(1), boot.Cells(2), boot.Cells(3));
        Assert.DoesNotContain("Hello", before.Keys);
        Assert.True(used.ContainsKey("Hello"), boot.Line("hello").Output + boot.Line("cells", 1).Output);
        Assert.Equal("open", used["Hello"].State);
        Assert.InRange(used["Hello"].KiB, 4, used["Hello"].AllKiB);
        Assert.InRange(used["Hello"].Sections, 1, used["Hello"].AllSections);
        Assert.True(Sum(used) - Sum(before) > used["Hello"].KiB, $"only {Sum(used) - Sum(before)} KiB came with hello");

        Assert.Equal(used["Hello"], usedAgain["Hello"]);
        // Pages that a program has written to are dropped at its end, and only those come in again.
        Assert.InRange(boot.Loads(2) - boot.Loads(1), 0, boot.Loads(1) - boot.Loads(0) - 1);

        Match unloaded = UnloadedText().Match(boot.Line("unload hello").Output);
        Assert.Equal($"{used["Hello"].KiB}", unloaded.Groups[1].Value);
        Assert.DoesNotContain("Hello", after.Keys);
        Assert.Equal(("Hello, world, from Theseus in C#!\n", 0), boot.Line("hello", 2));
    }

    [Fact]
    public void The_prompt_needs_a_small_part_of_the_world()
    {
        Dictionary<string, CellBoot.Row>.ValueCollection all = boot.Cells(0, "cells -a").Values;
        Dictionary<string, CellBoot.Row>.ValueCollection loaded = boot.Cells(0).Values;
        Assert.InRange(loaded.Sum(c => c.KiB), 500, all.Sum(c => c.AllKiB) / 4);
        Assert.InRange(loaded.Sum(c => c.Sections), 500, all.Sum(c => c.AllSections) / 4);
        Assert.Equal("resident", boot.Cells(0)["nano-core"].State);
        Assert.InRange(boot.Cells(0)["nano-core"].KiB, 100, 2048);
    }

    [Fact]
    public void All_of_a_cell_is_loaded_at_once_where_that_is_asked_for()
    {
        Assert.Matches(@"^  CellCheck: [1-9]\d* pages loaded, \d+ KiB in all\n$", boot.Line("load cellcheck").Output);
        Assert.Matches(@"^  CellCheck: 0 pages loaded, \d+ KiB in all\n$", boot.Line("load CellCheck").Output);
        Assert.Equal(("load: there is no cell named 'nosuchcell'\n", 1), boot.Line("load nosuchcell"));
    }

    [Fact]
    public void Dependencies_are_said_both_ways_and_only_of_what_is_loaded()
    {
        Assert.DoesNotContain("System.Console", boot.Line("deps hello").Output);
        string of = boot.Line("deps hello", 1).Output;
        Assert.Matches(@"(?m)^  uses       System\.Console +\d+ references, as ", of);
        Assert.Matches(@"(?m)^  uses       System\.Private\.CoreLib +\d+ references, as ", of);
        Assert.Matches(
            @"(?m)^  is used by Hello +\d+ references, as Theseus\.Cells\.Hello\.Program\.Main\+0x[0-9a-f]+ -> ",
                boot.Line("deps System.Console").Output);

        int references = int.Parse(UsesConsole().Match(of).Groups[1].Value, CultureInfo.InvariantCulture);
        string[] lines = boot.Line("deps Hello System.Console").Output.TrimEnd('\n').Split('\n');
        Assert.Equal(references, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^  [0-9a-f]{16}  Hello: \S.* -> System\.Console: \S", line));
        Assert.Equal(("deps: there is no cell named 'nosuchcell'\n", 1), boot.Line("deps nosuchcell"));
    }

    /// <summary>
    /// The addresses of two functions are as far apart as in the cell's file, and <c>where</c> finds the way back.
    /// </summary>
    [Fact]
    public void Addresses_symbols_and_the_cell_file_agree()
    {
        Workspace workspace = Workspace.Find();
        byte[] file = File.ReadAllBytes(Path.Combine(workspace.Cells, "Deps.cell"));
        byte[] names = File.ReadAllBytes(workspace.CellNames);
        uint offset = OffsetOf(file, names, Main, out string another, out uint anotherOffset);

        MachineOptions options = new() { Timeout = TimeSpan.FromMinutes(5) };
        ExecResult symbols = SharedBoot.Exec(options, $"symbol {Main}", $"symbol '{another}'", "deps hello",
            $"symbol {Main}");
        SharedBoot.AssertNoTrouble(symbols);
        Match[] addresses = symbols.Lines.Where((_, i) => i != 2).Select(line => SymbolText().Match(line.Output))
            .ToArray();
        Assert.All(addresses, found => Assert.True(found.Success, string.Concat(symbols.Lines.Select(l => l.Output))));
        Assert.All(addresses, found => Assert.Equal("Deps", found.Groups["cell"].Value));
        Assert.Equal("not loaded", addresses[0].Groups["state"].Value);
        Assert.Equal("loaded", addresses[2].Groups["state"].Value);
        ulong main = Address(addresses[0]);
        Assert.Equal((long)offset - anotherOffset, (long)main - (long)Address(addresses[1]));
        Assert.Equal(0UL, (main - offset) % CellHeader.PageBytes);

        ExecResult where = SharedBoot.Exec(options, $"where {main:x}", $"where 0x{main + 5:X}",
            $"where {main - offset - 1:x}");
        SharedBoot.AssertNoTrouble(where);
        Assert.StartsWith($"  Deps: {Main}+0x0\n", where.Lines[0].Output);
        Assert.StartsWith($"  Deps: {Main}+0x5\n", where.Lines[1].Output);
        Assert.Contains("guard page", where.Lines[2].Output);
    }

    [Fact]
    public void What_is_nowhere_is_said_to_be()
    {
        Assert.Equal(("symbol: no cell exports 'nosuchsymbol'\n", 1), boot.Line("symbol nosuchsymbol"));
        Assert.Equal(("  the null page\n", 0), boot.Line("where 0"));
        Assert.Equal(("usage: where ADDRESS (hexadecimal)\n", 2), boot.Line("where nonsense"));
    }

    private static int Sum(Dictionary<string, CellBoot.Row> cells) => cells.Values.Sum(c => c.KiB);

    private static ulong Address(Match symbol) =>
        ulong.Parse(symbol.Groups["address"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Cell offsets of a function and of one that has another name, as the cell's file has them.</summary>
    private static uint OffsetOf(byte[] file, byte[] names, string function, out string another, out uint anotherOffset)
    {
        CellView view = new(file);
        CellNames text = new(names, view);
        uint? offset = null;
        (another, anotherOffset) = ("", 0);
        for (int i = 0; i < view.Functions.Length; i++)
        {
            string name = System.Text.Encoding.UTF8.GetString(text.FunctionName((uint)i));
            // Parts of a function that handle exceptions follow it and have its name.
            if (name == function)
            {
                offset ??= view.Functions[i].Start;
            }
            else if (another.Length == 0 && name.StartsWith("Theseus.Cells.Deps.", StringComparison.Ordinal))
            {
                (another, anotherOffset) = (name, view.Functions[i].Start);
            }
        }

        Assert.True(offset is not null
            && another.Length > 0, $"{function} and another function are not in the cell's file");
        return offset.Value;
    }

    [GeneratedRegex(@"^  Hello: (\d+) KiB unloaded, and (\d+) KiB of other cells\n$")]
    private static partial Regex UnloadedText();

    [GeneratedRegex(@"(?m)^  uses       System\.Console +(\d+) references")]
    private static partial Regex UsesConsole();

    [GeneratedRegex(@"^  (?<address>[0-9a-f]{16})  (?<cell>\S+): .*\+0x0, (?<state>(not )?loaded)\n$")]
    private static partial Regex SymbolText();
}
