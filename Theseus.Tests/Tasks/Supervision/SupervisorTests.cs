using Theseus.Runtime.Faults;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>Which children begin anew, and in which order, where one has ended.</summary>
public sealed class SupervisorTests : SupervisionTests
{
    [Fact]
    public void Children_begin_in_order_and_end_with_their_supervisor_in_reverse()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a b c");
        Is("+a +b +c");
        Assert.Equal(ServiceState.Running, supervisor.State);
        Assert.Equal("-c -b -a", End(supervisor));
        Assert.Equal(ServiceState.Ended, supervisor.State);
        supervisor.Join();
        supervisor.Dispose();
    }

    [Theory]
    [InlineData(RestartStrategy.OneForOne, "-b +b")]
    [InlineData(RestartStrategy.AllForOne, "-b -d -c -a +a +b +c +d")]
    [InlineData(RestartStrategy.RestForOne, "-b -d -c +b +c +d")]
    public void What_begins_anew_with_a_child_that_has_failed_is_as_the_strategy_says(
        RestartStrategy strategy, string expected)
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(strategy));
        StartChildren(supervisor, "a b c d");
        Fail("b");
        Sleep(5);
        Is(expected);
        Assert.Equal("-d -c -b -a", End(supervisor));
    }

    [Theory]
    [InlineData(RestartKind.Permanent, "-a +a", "-a +a", ServiceState.Running)]
    [InlineData(RestartKind.Transient, "-a +a", "-a", ServiceState.Done)]
    [InlineData(RestartKind.Temporary, "-a", "", ServiceState.Done)]
    public void At_which_end_a_child_begins_anew_is_as_its_kind_says(
        RestartKind kind, string failed, string returned, ServiceState state)
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Live("a"), kind);
        TaskGroup.Settle();
        Fail("a");
        Sleep(5);
        Is(failed);
        Return("a");
        Sleep(5);
        Is(returned);
        Assert.Equal(state, child.State);
        Assert.Equal(state == ServiceState.Done, child.Wait(0));
    }

    [Fact]
    public void A_transient_child_that_is_done_is_not_begun_with_the_others_and_a_temporary_one_ends_with_them()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(RestartStrategy.AllForOne));
        StartChildren(supervisor, "a b", RestartKind.Transient);
        StartChildren(supervisor, "t", RestartKind.Temporary);
        StartChildren(supervisor, "c");
        Return("a");
        Sleep(5);
        Is("-a");
        Fail("b");
        Sleep(5);
        Is("-b -c -t +b +c");
        Assert.Equal("-c -b", End(supervisor));
    }

    [Fact]
    public void A_child_that_somebody_else_kills_begins_anew()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask child = supervisor.Start("a", () => Live("a"), RestartKind.Transient);
        TaskGroup.Settle();
        SpawnedTask first = child.Task!;
        first.Kill();
        Sleep(5);
        Is("+a -a +a");
        Assert.Equal((TaskEndKind.Killed, 1), (child.LastEnd, child.Restarts));
        Assert.NotSame(first, child.Task);
    }

    [Fact]
    public void A_supervisor_whose_own_task_is_killed_ends_its_children_in_reverse()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a b c");
        Log.Clear();
        supervisor.Task!.Kill();
        Assert.True(supervisor.Wait());
        Is("-c -b -a");
        Assert.Equal(SupervisionError.Killed, Assert.Throws<SupervisionException>(supervisor.Join).Error);
        Assert.Equal(SupervisionError.Ended, Assert.Throws<SupervisionException>(
            () => supervisor.Start("d", () => Live("d"))).Error);
    }

    [Fact]
    public void A_supervisor_ends_with_the_task_that_has_begun_it()
    {
        Supervisor outer = Supervisor.Begin("outer", AtOnce());
        Supervisor? inner = null;
        SupervisedTask child = outer.Start("a", () =>
        {
            inner = Supervisor.Begin("inner", AtOnce());
            inner.Start("b", () => Live("b"));
            Live("a");
        }, RestartKind.Temporary);
        Sleep(3);
        Fail("a");
        Sleep(5);
        Is("-a -b");
        Assert.Equal((ServiceState.Done, ServiceState.Ended), (child.State, inner!.State));
        outer.Dispose();
    }

    [Fact]
    public void A_child_that_is_disposed_of_ends_for_good_and_so_does_a_supervisor_among_them()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        StartChildren(supervisor, "a");
        Supervisor nested = supervisor.StartSupervisor("n", AtOnce());
        StartChildren(nested, "b c");
        SupervisedTask child = supervisor.Start("d", () => Live("d"));
        TaskGroup.Settle();
        Log.Clear();
        child.Dispose();
        nested.Dispose();
        Sleep(5);
        Is("-d -c -b");
        Assert.Equal((ServiceState.Ended, ServiceState.Ended), (child.State, nested.State));
        Assert.Equal("-a", End(supervisor));
        child.Dispose();
    }

    [Fact]
    public void A_child_may_dispose_of_itself_and_of_its_supervisor()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        SupervisedTask? self = null;
        self = supervisor.Start("a", () =>
        {
            TaskSleep.For(1);
            self!.Dispose();
            Live("a");
        });
        supervisor.Start("b", () =>
        {
            TaskSleep.For(5);
            supervisor.Dispose();
            Live("b");
        });
        Assert.True(supervisor.Wait(50));
        Is("+a -a +b -b");
    }

    [Fact]
    public void A_start_waits_while_those_that_belong_together_wait_to_begin_anew()
    {
        Supervisor supervisor = Supervisor.Begin(
            "s", new RestartPolicy(RestartStrategy.RestForOne, firstBackOffMs: 20, mostBackOffMs: 20));
        StartChildren(supervisor, "a");
        Fail("a");
        Sleep(5);
        supervisor.Start("b", () => Live("b"));
        TaskGroup.Settle();
        Is("-a +a +b");
        supervisor.Dispose();
    }

    [Fact]
    public void The_log_of_faults_says_what_was_done()
    {
        ulong before = FaultLog.Count;
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(most: 1));
        StartChildren(supervisor, "a");
        Fail("a");
        Sleep(5);
        Fail("a");
        supervisor.Wait();
        FaultRecord one = default, two = default;
        Assert.True(FaultLog.TryGet(before + 1, ref one) && FaultLog.TryGet(before + 2, ref two));
        Assert.Equal((FaultOutcome.Restarted, 1, 1, 1000), (one.Outcome, one.Restart, one.MostRestarts, one.WithinMs));
        Assert.Equal(FaultOutcome.GivenUp, two.Outcome);
    }

    [Fact]
    public void A_wrong_argument_is_refused_and_nothing_is_begun()
    {
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        Assert.Throws<ArgumentNullException>(() => Supervisor.Begin("s", null!));
        Assert.Throws<ArgumentNullException>(() => Supervisor.Begin(null!, AtOnce()));
        Assert.Throws<ArgumentException>(() => supervisor.Start("", () => Live("a")));
        Assert.Throws<ArgumentNullException>(() => supervisor.Start("a", null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => supervisor.Start("a", () => Live("a"), (RestartKind)3));
        Assert.Throws<ArgumentOutOfRangeException>(() => supervisor.StartSupervisor("a", AtOnce(), (RestartKind)(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => supervisor.Wait(-2));
        Assert.Null(supervisor.FirstChild);
    }
}
