using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Cells that the system itself stands on, damaged or missing: whatever still runs then, which cell it was and what is
/// wrong with it is said, and the machine ends.
/// </summary>
public sealed class SystemCellDamageTests
{
    private const int MostTold = 6;

    [Theory]
    [InlineData("System.Console", "BadHash")]
    [InlineData("System.Linq", "BadHash")]
    [InlineData("Theseus.Kernel", "BadHash")]
    [InlineData("System.Linq", null)]
    [InlineData("musl", null)]
    public void A_damaged_or_missing_cell_of_the_system_is_named(string cell, string? error)
    {
        using CellIso iso = new();
        if (error is null)
        {
            iso.Remove(cell);
        }
        else
        {
            iso.FlipOnPages(cell);
        }

        iso.Build();
        ExecResult result = SharedBoot.Exec(iso.Workspace, new MachineOptions { Timeout = TimeSpan.FromMinutes(5) },
            "hello", "echo on");
        string said = string.Concat(result.Lines.Select(line => line.Output)) + result.Trouble;
        Assert.True(result.Status is ExecStatus.Panic or 134, said);
        // Told a few times at most: a load that is tried again to tell that it has failed would be told for ever.
        Assert.InRange(said.Split(error ?? "MissingCell").Length - 1, 1, MostTold);
        Assert.DoesNotContain("no end after", said);
        Assert.True(said.Contains(cell, StringComparison.Ordinal), said);
        Assert.False(said.Contains("overflow", StringComparison.OrdinalIgnoreCase), said);
    }
}
