using System.Text.RegularExpressions;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The system's own locks and channels, used by a cell from many threads.</summary>
[Collection(BootCollection.Name)]
public sealed class TaskCheckTests(SharedBoot boot)
{
    /// <summary>Lines of the shared boot.</summary>
    public static readonly string[] Lines =
    [
        "taskcheck hold &", "top -n 1", "ps", "owns holder", "owns taskcheck", "owner lock 1", "owner channel 1",
        "owner cell TaskCheck", "owner 0x1000", "owner device nothing", "owner", "owns", "owns nobody", "graph",
        "graph x", "unload taskcheck", "kill taskcheck", "owns taskcheck", "owner lock 1",
        "taskcheck locks", "taskcheck channels", "taskcheck owning", "taskcheck stacks", "taskcheck supervision",
    ];

    [Theory]
    [InlineData("locks", 19)]
    [InlineData("channels", 22)]
    [InlineData("owning", 39)]
    [InlineData("stacks", 8)]
    [InlineData("supervision", 34)]
    public void Locks_channels_and_tasks_hold_on_the_machine_what_they_promise(string group, int checks)
    {
        (string output, int status) = boot.Line($"taskcheck {group}");
        Assert.Equal("",
            string.Join('\n', output.Split('\n').Where(line => line.StartsWith("FAIL", StringComparison.Ordinal))));
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal(checks, Regex.Count(output, "(?m)^ok "));
        Assert.Equal(0, status);
    }

    [Fact]
    public void What_a_task_owns_and_holds_is_shown_while_it_runs_and_nothing_of_it_is_left()
    {
        Assert.Matches(@"(?m)^ +\d+  taskcheck  .*  holder$", boot.Line("ps").Output);
        string owns = boot.Line("owns holder").Output;
        Assert.Matches(@"\Atask \d+ holder, of taskcheck: waits \(signal\)\n"
            + @"  holds      the cell TaskCheck, in which it began\n"
            + @"  stack      446 KiB at 0x[0-9a-f]+, (?:[1-9]|[1-5]\d) KiB of it in memory\n"
            + @"  memory     8 KiB, at 4 pages with their guards\n", owns);
        Assert.Contains("  owns       an end of channel 1 that sends\n  owns       an end of channel 1 that receives\n"
            + "  owns       mutex 1, locked\n  owns       reader-writer lock 2, to write\n", owns);
        Assert.Matches(@"(?m)^  owns       task \d+, which ends with it$", owns);

        string all = boot.FirstLine("owns taskcheck").Output;
        Assert.Matches(@"\Aprogram \d+ taskcheck, begun by theseus\n", all);
        Assert.Matches(@"(?m)^  heap       \d+ KiB$", all);
        Assert.Matches(@"(?m)^task \d+ main, of taskcheck: ", all);
        Assert.Matches(@"(?m)^task \d+ child, of taskcheck: ", all);

        Assert.Equal(("owns: there is no task or program taskcheck\n", 1), boot.Line("owns taskcheck"));
        Assert.Equal(("owner: nobody has lock 1\n", 1), boot.Line("owner lock 1"));
    }

    [Fact]
    public void The_owner_of_a_thing_is_found_and_a_cell_that_a_task_holds_is_not_unloaded()
    {
        Assert.Matches(@"\A  task \d+ holder of taskcheck: mutex 1, locked\n\z", boot.FirstLine("owner lock 1").Output);
        string ends = boot.Line("owner channel 1").Output;
        Assert.Equal(2, Regex.Count(ends, @"(?m)^  task \d+ holder of taskcheck: an end "));
        Assert.Equal(3, Regex.Count(boot.Line("owner cell TaskCheck").Output, "(?m) of taskcheck, which began in it$"));
        Assert.Equal(("  the null page\n", 0), boot.Line("owner 0x1000"));
        Assert.Equal(("owner: nobody has device nothing\n", 1), boot.Line("owner device nothing"));
        Assert.Matches(@"\Aunload: The cell TaskCheck is used by task \d+ \w+, which began in it\.\n\z",
            boot.Line("unload taskcheck").Output);
    }

    [Fact]
    public void The_graph_is_Graphviz_text_of_tasks_and_cells()
    {
        (string graph, int status) = boot.Line("graph");
        Assert.StartsWith("digraph theseus {\n", graph);
        Assert.EndsWith("}\n", graph);
        Assert.Matches("(?m)^  \"program taskcheck\" -> \"task \\d+ holder\";$", graph);
        Assert.Matches("(?m)^  \"task \\d+ holder\" -> \"cell TaskCheck\" \\[label=\"holds\"\\];$", graph);
        Assert.Matches("(?m)^  \"task \\d+ holder\" -> \"channel 1\" \\[label=\"receives\"\\];$", graph);
        Assert.Matches("(?m)^  \"task \\d+ holder\" -> \"task \\d+ child\" \\[label=\"child\"\\];$", graph);
        Assert.Contains("  \"cell TaskCheck\" -> \"cell System.Private.CoreLib\";\n", graph);
        Assert.Equal(0, status);
    }

    [Theory]
    [InlineData("owner", "usage: owner ADDRESS, or owner channel|lock|task|cell|device WHICH\n", 2)]
    [InlineData("owns", "usage: owns TASK|PROGRAM\n", 2)]
    [InlineData("owns nobody", "owns: there is no task or program nobody\n", 1)]
    [InlineData("graph x", "usage: graph\n", 2)]
    public void A_wrong_word_is_refused_by_name(string line, string output, int status) =>
        Assert.Equal((output, status), boot.Line(line));
}
