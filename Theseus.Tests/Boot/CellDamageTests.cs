using Theseus.Build.Machine;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Cells that are cut short, altered, foreign or missing, on the machine: each is named with what is wrong, and
/// everything else goes on. One boot of one ISO with a cell of each kind.
/// </summary>
public sealed class CellDamageTests(CellDamageTests.Boot boot) : IClassFixture<CellDamageTests.Boot>
{
    /// <summary>The boot, when a test first asks for it.</summary>
    public sealed class Boot
    {
        private static readonly string[] s_script =
        [
            "echo one", "soak 1", "symbol x", "memorybench", "where 0", "where 0", "hello", "hello", "load hello",
                "load echo",
            "unload hello", "cells -a", "conformance linq", "mem check",
        ];

        private readonly Lazy<ExecResult> _result = new(() =>
        {
            using CellIso iso = new();
            iso.CutShort("Echo", length => length / 2);
            iso.FlipInHeader("Soak");
            iso.MoveToOtherWorld("Symbol");
            iso.Remove("MemoryBench");
            iso.FlipInTables("Where");
            iso.FlipOnPages("Hello");
            iso.Build();
            return SharedBoot.Exec(iso.Workspace, new MachineOptions(), s_script);
        });

        /// <summary>What a line printed the n-th time, counted from 0, and its status.</summary>
        public (string Output, int Status) Line(string line, int occurrence = 0)
        {
            SharedBoot.AssertNoTrouble(_result.Value);
            int at = -1;
            for (int left = occurrence; left >= 0; left--)
            {
                at = Array.IndexOf(s_script, line, at + 1);
            }

            return _result.Value.Lines[at];
        }
    }

    private const int RefusedCell = 126, UnhandledException = 134;

    [Theory]
    [InlineData("echo one", "echo", CellError.Truncated)]
    [InlineData("soak 1", "soak", CellError.BadHash)]
    [InlineData("symbol x", "symbol", CellError.OtherWorld)]
    public void A_file_that_is_refused_at_boot_is_named_with_its_fault(string line, string command, CellError error)
    {
        (string output, int status) = boot.Line(line);
        Assert.StartsWith($"{command}: the file of its cell was refused: {error} in Header 0 (0x", output);
        Assert.Equal(RefusedCell, status);
        Assert.Matches($@"(?im)^  {command} +refused +{error} in Header 0$", boot.Line("cells -a").Output);
    }

    [Fact]
    public void A_cell_that_is_not_there_is_an_unknown_command() =>
        Assert.Equal(("memorybench: unknown command\n", ExecStatus.UnknownCommand), boot.Line("memorybench"));

    [Theory]
    [InlineData("where 0", "Where")]
    [InlineData("hello", "Hello")]
    public void Damaged_tables_or_pages_are_an_exception_each_time_they_are_needed(string line, string cell)
    {
        (string output, int status) = boot.Line(line);
        Assert.True(output.StartsWith(
            $"Unhandled exception. Theseus.CellLinker.CellLoadException: BadHash: the cell {cell} could not be loaded",
                StringComparison.Ordinal), output);
        Assert.Equal(UnhandledException, status);
        Assert.Equal((output, status), boot.Line(line, 1));
    }

    [Fact]
    public void Loading_one_by_command_says_the_same()
    {
        Assert.StartsWith("load: BadHash: the cell Hello could not be loaded at ", boot.Line("load hello").Output);
        Assert.Equal(1, boot.Line("load hello").Status);
        Assert.Equal(1, boot.Line("load echo").Status);
    }

    [Fact]
    public void Nothing_is_lost_and_the_system_goes_on()
    {
        Assert.Equal(("  Hello: 0 KiB unloaded, and 0 KiB of other cells\n", 0), boot.Line("unload hello"));
        Assert.Equal(0, boot.Line("conformance linq").Status);
        Assert.Equal(("  every frame is accounted for\n", 0), boot.Line("mem check"));
    }
}
