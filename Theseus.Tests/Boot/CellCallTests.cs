using System.Text.RegularExpressions;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Calls and exceptions go from cell to cell as within one program, before an unload and after it.</summary>
[Collection(CellBootCollection.Name)]
public sealed class CellCallTests(CellBoot boot)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Virtual_interface_generic_delegate_and_reflection_calls_cross_cells(int occurrence)
    {
        (string output, int status) = boot.Line("cellcheck calls", occurrence);
        Assert.Equal("",
            string.Join('\n', output.Split('\n').Where(line => line.StartsWith("FAIL", StringComparison.Ordinal))));
        Assert.EndsWith("\n0 failed\n", output);
        Assert.Equal(0, status);
        Assert.True(Regex.Count(output, "(?m)^ok ") >= 18, output);
    }

    [Theory]
    [InlineData("System.Linq", "filter catch finally", "System.Linq.Enumerable.")]
    [InlineData("System.Collections", "filter finally", "System.Collections.Generic.")]
    [InlineData("System.Text.RegularExpressions", "filter catch finally", "System.Text.RegularExpressions.Regex.")]
    [InlineData("System.Private.CoreLib", "filter finally", "System.Collections.Generic.ArraySortHelper")]
    [InlineData("all of them", "filter catch finally", "System.Collections.Generic.SortedSet")]
    public void An_exception_unwinds_through_several_cells_and_its_trace_names_their_methods(string through,
        string order, string frame)
    {
        (string output, int status) = boot.Line("cellcheck throw");
        Assert.Equal(0, status);
        string[] lines = output.Split('\n');
        int first = Array.FindIndex(lines,
            line => line.StartsWith($"through {through}: {order}, caught InvalidOperationException: refused",
                StringComparison.Ordinal));
        Assert.True(first >= 0, output);
        string[] trace = [
            .. lines.Skip(first + 1).TakeWhile(line => line.StartsWith("   at ", StringComparison.Ordinal))];
        Assert.StartsWith("   at Theseus.Cells.CellCheck.Throws.", trace[0]);
        Assert.Contains(trace, line => line.StartsWith($"   at {frame}", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_that_nobody_catches_ends_the_program_with_a_trace_across_cells()
    {
        (string output, int status) = boot.Line("cellcheck throw out");
        Assert.Equal(134, status);
        Assert.StartsWith(
            "Unhandled exception. System.InvalidOperationException: refused 0\n   at "
                + "Theseus.Cells.CellCheck.Throws.Refuse(Int32 number)", output);
        foreach (string method in new[] { "System.Linq.Enumerable.", "Theseus.Cells.CellCheck.Program.Main(",
            "Theseus.CellLinker.Apps.Run(" })
        {
            Assert.Contains($"\n   at {method}", output);
        }

        Assert.DoesNotContain("Shell.Commands.Run(", output); // what runs a program is no part of it
    }
}
