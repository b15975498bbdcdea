using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

public sealed class InjectionReportTests
{
    private static Injected Of(int number, FaultKind kind, string cell, Outcome outcome) => new(
        new PlannedFault(number, kind, null, 0, 0, null, 0), $"{cell}_Method", cell, "done", outcome, "");

    private static readonly Injected[] s_faults =
    [
        Of(1, FaultKind.TextBit, "nano-core", Outcome.SystemDead),
        Of(2, FaultKind.TextBit, "Words", Outcome.TaskRestarted),
        Of(3, FaultKind.StackBit, "Words", Outcome.NotManifested),
        Of(4, FaultKind.StackBit, "Words", Outcome.CellReplaced),
        Of(5, FaultKind.StackBit, "Words", Outcome.NotInjected),
        Of(6, FaultKind.TextBit, "Words", Outcome.Mended),
    ];

    [Fact]
    public void Recovered_is_counted_of_those_that_showed() => Assert.Equal(
        "Hardware, seed 3: 5 faults injected, 3 manifested, 2 of those recovered (66.7 %); the system survived 4 of 5",
        InjectionReport.Summary(Campaign.Hardware, 3, s_faults));

    [Fact]
    public void There_is_a_row_a_kind_and_a_cell_and_each_loss_can_be_replayed()
    {
        StringWriter output = new();
        InjectionReport.Write(output, Campaign.Hardware, 3, s_faults);
        string text = output.ToString();
        Assert.Contains("| StackBit | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 100.0 % |", text);
        Assert.Contains("| TextBit | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 50.0 % |", text);
        Assert.Contains("| nano-core | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 0.0 % |", text);
        Assert.Contains("| all | 1 | 1 | 1 | 0 | 1 | 0 | 0 | 1 | 0 | 0 | 1 | 66.7 % |", text);
        Assert.Contains(
            "| SystemDead | hardware --seed 3 --only 1 | nano-core: nano-core_Method | TextBit: done |", text);
        Assert.DoesNotContain("--only 2", text);
    }

    [Theory]
    [InlineData(Outcome.NotInjected, false, false, false)]
    [InlineData(Outcome.NotManifested, false, false, false)]
    [InlineData(Outcome.Mended, false, false, false)]
    [InlineData(Outcome.CodeMended, true, true, false)]
    [InlineData(Outcome.ProgramRestarted, true, true, false)]
    [InlineData(Outcome.TaskRestarted, true, true, false)]
    [InlineData(Outcome.ProgramEnded, true, true, false)]
    [InlineData(Outcome.CellReplaced, true, true, false)]
    [InlineData(Outcome.ServiceLost, true, false, true)]
    [InlineData(Outcome.SilentCorruption, true, false, true)]
    [InlineData(Outcome.SystemDead, true, false, true)]
    public void Each_outcome_is_counted_as_what_it_is(Outcome outcome, bool manifested, bool recovered, bool loss) =>
        Assert.Equal((manifested, recovered, loss),
            (Outcomes.IsManifested(outcome), Outcomes.IsRecovered(outcome), Outcomes.IsLoss(outcome)));
}
