using Theseus.Runtime.Faults;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>A child that gives no sign of life within its period has failed.</summary>
public sealed class WatchdogTests : SupervisionTests
{
    private const int PeriodMs = 20;

    [Fact]
    public void A_child_that_beats_within_its_period_is_left_alone()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Beat("a", PeriodMs - 1), periodMs: PeriodMs);
        Sleep(20 * PeriodMs);
        Is("+a");
        Assert.Equal((0, false, PeriodMs), (child.Restarts, child.WasSilent, child.PeriodMs));
    }

    [Fact]
    public void A_child_that_is_silent_is_ended_at_the_end_of_its_period_and_begins_anew()
    {
        ulong before = FaultLog.Count;
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Live("a"), RestartKind.Transient, PeriodMs);
        Sleep(PeriodMs - 2);
        Is("+a");
        Sleep(4);
        Is("+a -a +a");
        Assert.Equal((1, true, TaskEndKind.Killed), (child.Restarts, child.WasSilent, child.LastEnd));
        FaultRecord record = default;
        Assert.True(FaultLog.TryGet(before + 1, ref record));
        Assert.Equal((FaultCause.Silent, FaultOutcome.Restarted, 1), (record.Cause, record.Outcome, record.Restart));
        Assert.Equal(before + 1, FaultLog.Count);

        Fail("a");
        Sleep(1);
        Assert.Equal((2, false, TaskEndKind.Threw), (child.Restarts, child.WasSilent, child.LastEnd));
    }

    [Fact]
    public void One_that_has_no_period_may_be_silent_for_ever()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Live("a"));
        Sleep(PeriodMs);
        child.Beat();
        Sleep(100 * PeriodMs);
        Is("+a");
    }

    [Theory]
    [InlineData(RestartKind.Permanent, "+a -a +a", ServiceState.Running)]
    [InlineData(RestartKind.Temporary, "+a -a", ServiceState.Done)]
    public void What_becomes_of_it_is_as_its_kind_says(RestartKind kind, string log, ServiceState state)
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Live("a"), kind, PeriodMs);
        Sleep(PeriodMs + 2);
        Is(log);
        Assert.Equal(state, child.State);
    }

    [Fact]
    public void Those_that_belong_together_begin_anew_with_it_and_their_own_periods()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce(RestartStrategy.AllForOne));
        supervisor.Start("a", () => Live("a"), periodMs: 10 * PeriodMs);
        supervisor.Start("b", () => Live("b"), periodMs: PeriodMs);
        TaskGroup.Settle();
        Log.Clear();
        Sleep(PeriodMs + 2);
        Is("-b -a +a +b");
    }

    [Fact]
    public void One_that_is_silent_too_often_is_given_up()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(most: 2));
        supervisor.Start("a", () => Live("a"), periodMs: PeriodMs);
        Assert.True(supervisor.Wait(10 * PeriodMs));
        Assert.Equal(new SupervisionFailure("a", TaskEndKind.Killed, null, WasSilent: true), supervisor.Failure);
        Assert.Contains("'a' wanted restart 3 of 2 within 1000 ms (silent)",
            Machine.Written, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_built_is_watched_too()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = TaskBuilder.For(() => Live("a")).Named("a").SpawnUnder(supervisor, periodMs: PeriodMs);
        Sleep(PeriodMs + 2);
        Assert.Equal((1, true), (child.Restarts, child.WasSilent));
    }

    [Fact]
    public void A_period_that_is_none_is_refused_and_nothing_is_begun()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        Assert.Throws<ArgumentOutOfRangeException>(() => supervisor.Start("a", () => Live("a"), periodMs: -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => supervisor.Start("a", () => Live("a"), periodMs: SpawnedTask.MostMilliseconds + 1));
        Assert.Null(SupervisedTask.Current);
        TaskGroup.Settle();
        Is("");
    }

    private void Beat(string name, int everyMs)
    {
        Log.Add($"+{name}");
        using TaskEvent never = new(EventReset.Manual);
        while (!never.TryWait(everyMs))
        {
            SupervisedTask.Current!.Beat();
        }
    }
}
