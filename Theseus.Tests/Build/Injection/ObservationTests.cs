using System.Text;
using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

/// <summary>What a machine says, and what is made of it.</summary>
public sealed class ObservationTests
{
    private const string Alive = "alive\n\u0001S0\n";
    private const string Hello = "Hello, world, from Theseus in C#!\n\u0001S0\n";
    private const string Unloaded = "  Hello: 8 KiB unloaded, and 52 KiB of other cells\n\u0001S0\n";
    private const string Whole = "  every frame is accounted for\n\u0001S0\n";
    private const string NoFaults = "  no faults since the machine was started\n\u0001S0\n";
    private const string Right = "  674 pages of 36 cells compared in 31.5 ms: 674 right, 0 mended\n\u0001S0\n";
    private const string Mended = "  Hello: x+0x3: 1 byte was wrong (0x00 in place of 0x01), mended\n"
        + "  674 pages of 36 cells compared in 31.5 ms: 673 right, 1 mended\n\u0001S1\n";

    private const string Round = Alive + Hello + Unloaded + Whole + NoFaults + Right;

    private static readonly string?[] s_sums = ["11111111", "22222222"];
    private static readonly Observation.Reference s_reference = new(1, s_sums, 0, 0); // one line has ended

    private static string Rounds(int restarts = 0, string sum = "22222222") => string.Concat(Enumerable.Repeat(
        $"workload: client 0 round 7 sum 11111111 restarts {restarts}\n"
            + $"workload: client 1 round 8 sum {sum} restarts {restarts}\n", 2));

    private static Observation Of(params string[] said)
    {
        Observation seen = new(s_reference);
        seen.Feed("\u0001S0\n"u8); // the line in which the machine was taken up
        seen.Begin();
        foreach (string some in said)
        {
            seen.Feed(Encoding.ASCII.GetBytes(some));
        }

        return seen;
    }

    [Fact]
    public void A_machine_that_goes_on_as_ever_shows_no_fault()
    {
        Observation seen = Of(Rounds(), Round);
        Assert.True(seen.IsWell);
        Assert.Equal(Outcome.NotManifested, seen.Judge());
    }

    [Fact]
    public void It_is_not_well_before_a_whole_round_of_the_script_and_two_of_each_client()
    {
        Assert.False(Of(Rounds()).IsWell);
        Assert.False(Of(Round).IsWell);
        Assert.False(Of(Rounds(), Hello + Unloaded + Whole + NoFaults + Right).IsWell);
        Assert.False(Of("workload: client 0 round 7 sum 11111111 restarts 0\n", Round).IsWell);
        Assert.True(Of(Rounds()[..40], Rounds()[40..], Round[..30], Round[30..]).IsWell);
    }

    [Fact]
    public void A_task_that_was_restarted_is_seen_by_the_workloads_count() =>
        Assert.Equal(Outcome.TaskRestarted, Of(Rounds(restarts: 1), Round).Judge());

    [Fact]
    public void A_sum_that_is_not_the_right_one_is_a_silent_corruption_whatever_comes_then() =>
        Assert.Equal(Outcome.SilentCorruption, Of(Rounds(sum: "22222223"), Rounds(restarts: 1), Round).Judge());

    [Theory]
    [InlineData("alivf\n\u0001S0\n", Outcome.SilentCorruption)]
    [InlineData("Unhandled exception\n\u0001S134\n", Outcome.ProgramEnded)]
    public void A_program_that_says_something_else_is_wrong_where_it_does_not_say_that_it_failed(
        string said, Outcome outcome) =>
        Assert.Equal(outcome, Of(said, Round[Alive.Length..], Rounds(), Round).Judge());

    [Fact]
    public void A_fault_that_only_the_log_tells_of_is_one_and_a_page_that_was_mended_is_none()
    {
        const string fault = "  1: 0.2 s, task 4 'x' of hello: System.FormatException\n"
            + "  1 fault since the machine was started\n\u0001S0\n";
        const string damage = "  1: 0.2 s, task 3 'main' of theseus: found that 1 byte was of Hello: x+0x3 not what\n"
            + "  1 fault since the machine was started\n\u0001S0\n";
        string before = Alive + Hello + Unloaded + Whole;
        Assert.Equal(Outcome.ProgramEnded, Of(before + fault + Right, Rounds()).Judge());
        Assert.Equal(Outcome.Mended, Of(before + NoFaults + Mended, before + damage + Right, Rounds()).Judge());
    }

    [Fact]
    public void A_workload_that_was_begun_anew_and_an_instruction_that_was_run_again_are_recovered()
    {
        Assert.Equal(Outcome.ProgramRestarted,
            Of("[1]  Exit 134   workload\n[1]  Begun anew workload\n" + Round, Rounds(), Round).Judge());
        const string again = "  1: 0.2 s, task 3 'main' of hello: found that 1 byte was of Hello: x+0x3 not what\n"
            + "      mended where it had faulted: the instruction was run again\n"
            + "  1 fault since the machine was started\n\u0001S0\n";
        Assert.Equal(Outcome.CodeMended, Of(Alive + Hello + Unloaded + Whole + again + Right, Rounds()).Judge());
    }

    [Fact]
    public void A_cell_that_was_replaced_is_seen_by_the_log()
    {
        const string log = "  1: 0.2 s, task 9 'json' of workload: System.FormatException\n"
            + "      the same fault again: the cell System.Text.Json was replaced by a fresh copy\n"
            + "      the task was restarted (2 of 3 within 5 s), 1.0 ms later\n"
            + "  1 fault since the machine was started\n\u0001S0\n";
        Assert.Equal(Outcome.CellReplaced,
            Of(Rounds(restarts: 2), Alive + Hello + Unloaded + Whole + log + Right, Rounds(restarts: 2)).Judge());
    }

    [Fact]
    public void Where_one_of_prompt_and_workload_is_silent_a_service_is_lost_and_where_both_are_the_system_is()
    {
        Assert.Equal(Outcome.ServiceLost, Of(Rounds()).Judge());
        Assert.Equal(Outcome.ServiceLost, Of(Round).Judge());
        Assert.Equal(Outcome.SystemDead, Of(Alive).Judge());
        Assert.Equal(Outcome.ServiceLost, Of("[1]  Exit 134   workload\n[1]  Given up   workload\n" + Round).Judge());
    }

    [Fact]
    public void An_audit_that_never_finds_all_well_is_a_loss() => Assert.Equal(Outcome.ServiceLost,
        Of(Rounds(), Round.Replace("every frame is", "frame 7 is not", StringComparison.Ordinal)).Judge());

    [Fact]
    public void A_panic_is_the_end_whatever_was_well_before() =>
        Assert.Equal(Outcome.SystemDead, Of(Rounds(), Round, "\u0001P*** kernel panic: x\n").Judge());

    [Fact]
    public void What_the_script_says_is_known_for_each_of_its_lines()
    {
        Assert.Equal(-1, InjectionScript.PlaceOf(0));
        string[] lines = [.. InjectionScript.Lines];
        for (int i = 0; i < lines.Length; i++)
        {
            int place = InjectionScript.PlaceOf(i);
            Assert.True(place < 0 || InjectionScript.Round[place] == lines[i]);
        }
    }
}
