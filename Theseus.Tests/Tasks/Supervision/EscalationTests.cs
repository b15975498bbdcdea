using Theseus.Runtime.Faults;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>Where the same fault comes again, cells begin anew beside the child.</summary>
public sealed class EscalationTests : SupervisionTests
{
    private const int WithinMs = 1000; // of AtOnce
    private const nuint Place = 0x5010, InSix = 0x6020, InSeven = 0x7030;

    public EscalationTests()
    {
        SimulatedCells.Reset();
        SimulatedCells.Stack = [Place, 0x5100, InSix, 0x5200, InSeven];
    }

    private static FaultRecord Newest()
    {
        FaultRecord record = default;
        Assert.True(FaultLog.TryGet(FaultLog.Count, ref record));
        return record;
    }

    private static string Replaced() => string.Join(' ', SimulatedCells.Replaced);

    [Fact]
    public void A_first_fault_restarts_the_task_and_nothing_else()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        Is("-a +a");
        Assert.Equal(("", CellReplacement.None), (Replaced(), Newest().Replacement));
    }

    [Fact]
    public void The_same_again_replaces_the_first_cell_then_the_next_then_those_that_are_built_on_the_first()
    {
        SimulatedCells.Imports.AddRange([(9, 5), (8, 5), (8, 6)]);
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        string[] expected = ["", "5", "5 6", "5 6 7", "5 6 7 8 9", "5 6 7 8 9"];
        foreach (string replaced in expected)
        {
            Fail("a");
            Is("-a +a");
            Assert.Equal(replaced, Replaced());
        }
    }

    [Fact]
    public void Each_step_is_in_the_log_with_what_began_anew()
    {
        SimulatedCells.Imports.AddRange([(8, 5), (9, 5), (10, 5)]);
        SimulatedCells.Stack = [Place];
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        FaultRecord second = Newest();
        Assert.Equal((CellReplacement.Fresh, 5, 0, FaultOutcome.Restarted),
            (second.Replacement, second.ReplacedCell.Value, second.OthersReplaced, second.Outcome));
        Fail("a");
        FaultRecord third = Newest();
        Assert.Equal((CellReplacement.Fresh, 8, 2),
            (third.Replacement, third.ReplacedCell.Value, third.OthersReplaced));
        Fail("a");
        Assert.Equal(CellReplacement.None, Newest().Replacement); // there is no further step
    }

    [Fact]
    public void Another_place_or_a_longer_time_is_another_fault()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        SimulatedCells.Stack = [Place + 1, InSix];
        Fail("a");
        Assert.Equal("", Replaced());
        Sleep(WithinMs + 1);
        Fail("a");
        Assert.Equal("", Replaced());
        Fail("a");
        Assert.Equal("5", Replaced());
    }

    [Fact]
    public void A_fault_of_another_child_at_the_same_place_is_another_fault()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a b");
        Fail("a");
        Fail("b");
        Assert.Equal("", Replaced());
        Fail("a");
        Assert.Equal("5", Replaced());
    }

    [Fact]
    public void Cells_that_cannot_begin_anew_are_passed_over()
    {
        SimulatedCells.Fixed.UnionWith([5, 6]);
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        Assert.Equal("7", Replaced());
    }

    [Fact]
    public void A_policy_may_say_that_no_cell_begins_anew()
    {
        using Supervisor supervisor = Supervisor.Begin("s", new RestartPolicy(
            mostRestarts: 100, withinMs: WithinMs, firstBackOffMs: 0, mostBackOffMs: 0, replacesCells: false));
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        Fail("a");
        Assert.Equal("", Replaced());
    }

    [Fact]
    public void Who_is_supervised_and_in_the_cell_is_ended_first_and_begins_anew()
    {
        SimulatedCells.Inside.UnionWith([("b", 5), ("other", 5), ("c", 6)]);
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        using Supervisor others = Supervisor.Begin("others", AtOnce());
        StartChildren(supervisor, "a b c");
        StartChildren(others, "other");
        Fail("a");
        Is("-a +a");
        Fail("a");
        TaskGroup.Settle();
        Assert.Equal("+a +b +other -a -b -other", string.Join(' ', Log.Order(StringComparer.Ordinal)));
        Assert.True(Log.IndexOf("-b") < Log.IndexOf("+a") && Log.IndexOf("-other") < Log.IndexOf("+a"));
        Assert.Equal("5", Replaced());
    }

    [Fact]
    public void Where_somebody_else_is_in_the_cell_it_stays_and_the_log_says_who()
    {
        SimulatedCells.Busy[5] = 77;
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        FaultRecord record = Newest();
        Assert.Equal((CellReplacement.StillRunning, 77u, FaultOutcome.Restarted),
            (record.Replacement, record.RunningTask, record.Outcome));
        Is("-a +a");
        Fail("a");
        Assert.Equal("6", Replaced()); // the next step is taken all the same
    }

    [Fact]
    public void A_child_that_is_silent_in_one_cell_again_is_the_same_fault_wherever_it_stood()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SimulatedCells.Stack = [0x0010, Place];
        SupervisedTask child = supervisor.Start("a", () => Live("a"), periodMs: 20);
        Sleep(22);
        SimulatedCells.Stack = [0x0030, Place + 8];
        Assert.Equal(("", 1), (Replaced(), child.Restarts));
        Sleep(22);
        Assert.Equal(("5", 2), (Replaced(), child.Restarts));
    }

    [Theory]
    [InlineData(false, CellReplacement.Fresh)]
    [InlineData(true, CellReplacement.NotInitialised)]
    public void A_fresh_cell_is_initialised_by_a_task_of_its_own(bool fails, object expected)
    {
        int runs = 0;
        SimulatedCells.Initializers[5] = () => runs += fails ? throw new InvalidOperationException() : 1;
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        TaskGroup.Settle();
        Is("-a +a");
        Assert.Equal(fails ? 0 : 1, runs);
        FaultRecord record = default;
        ulong number = FaultLog.Count;
        while (FaultLog.TryGet(number, ref record) && record.Replacement == CellReplacement.None)
        {
            number--; // the initialiser's own fault is entered too
        }

        Assert.Equal(expected, record.Replacement);
    }

    [Fact]
    public void It_gives_up_when_its_policy_says_so_whatever_was_replaced()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(most: 2));
        StartChildren(supervisor, "a");
        Fail("a");
        Fail("a");
        Fail("a");
        supervisor.Wait();
        Assert.Equal((ServiceState.GaveUp, "5"), (supervisor.State, Replaced()));
    }
}
