using System.Diagnostics;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>How often a child begins anew, after which time, and what becomes of its supervisor then.</summary>
public sealed class RestartLimitTests : SupervisionTests
{
    private readonly InvalidOperationException _failure = new("at once");
    private int _lives;

    [Fact]
    public void A_child_that_throws_at_once_for_ever_has_so_many_restarts_and_the_failure_is_said_once_and_kept()
    {
        Supervisor supervisor = Supervisor.Begin("boss", AtOnce(most: 3));
        StartChildren(supervisor, "x y");
        supervisor.Start("z", Throw);
        Assert.True(supervisor.Wait());
        Assert.Equal(4, _lives);
        Is("+x +y -y -x");
        Assert.Equal(ServiceState.GaveUp, supervisor.State);
        Assert.Equal(new SupervisionFailure("z", TaskEndKind.Threw, _failure), supervisor.Failure);
        SupervisionException heard = Assert.Throws<SupervisionException>(supervisor.Join);
        Assert.Equal((SupervisionError.GaveUp, _failure), (heard.Error, heard.InnerException));
        Assert.Equal(SupervisionError.GaveUp,
            Assert.Throws<SupervisionException>(() => supervisor.Start("w", Throw)).Error);
        Assert.Equal("supervisor 'boss' gave up: 'z' wanted restart 4 of 3 within 1000 ms "
            + "(System.InvalidOperationException)\n", Machine.Written);
    }

    [Fact]
    public void Restarts_that_lie_further_apart_than_the_time_are_never_too_many()
    {
        RestartPolicy policy = new(mostRestarts: 1, withinMs: 20, firstBackOffMs: 0, mostBackOffMs: 0);
        using Supervisor supervisor = Supervisor.Begin("s", policy);
        StartChildren(supervisor, "a");
        for (int i = 0; i < 4; i++)
        {
            Sleep(25);
            Fail("a");
            Sleep(3);
            Is("-a +a");
        }

        Fail("a");
        Sleep(3);
        Assert.Equal(ServiceState.GaveUp, supervisor.State);
    }

    [Fact]
    public void No_restart_at_all_may_be_allowed()
    {
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(most: 0));
        Assert.Equal(supervisor, supervisor.Start("z", Throw).Parent);
        supervisor.Wait();
        Assert.Equal((1, ServiceState.GaveUp), (_lives, supervisor.State));
    }

    [Fact]
    public void The_wait_doubles_up_to_the_longest_and_begins_anew_after_a_time_of_peace()
    {
        List<ulong> begun = [];
        int left = 5;
        RestartPolicy policy = new(mostRestarts: 100, withinMs: 500, firstBackOffMs: 10, mostBackOffMs: 40);
        using Supervisor supervisor = Supervisor.Begin("s", policy);
        supervisor.Start("a", () =>
        {
            begun.Add(SimulatedCpu.Now);
            if (--left == 0)
            {
                new TaskEvent(EventReset.Manual).TryWait(600);
            }

            throw _failure;
        });
        Sleep(800);
        int[] waitsMs = [
            .. begun.Zip(begun.Skip(1), (from, to) => (int)((to - from) * 1000 / (ulong)Stopwatch.Frequency))];
        Assert.All([10, 20, 40, 40, 610, 20],
            (expected, i) => Assert.InRange(waitsMs[i], expected, expected + 2));
    }

    [Fact]
    public void Want_of_memory_is_a_failure_that_is_tried_again_after_the_wait()
    {
        RestartPolicy policy = new(mostRestarts: 3, withinMs: 10_000, firstBackOffMs: 10, mostBackOffMs: 1000);
        using Supervisor supervisor = Supervisor.Begin("s", policy);
        SupervisedTask child = supervisor.Start("a", () => Live("a"));
        TaskGroup.Settle();
        SpawnedTask.Room = 0;
        Fail("a");
        Sleep(15);
        Assert.Equal((ServiceState.Waiting, TaskEndKind.NotYet), (child.State, child.LastEnd));
        Assert.IsType<OutOfMemoryException>(child.LastException);
        SpawnedTask.Room = 1;
        Sleep(25);
        Is("-a +a");
        Assert.Equal((ServiceState.Running, 2), (child.State, supervisor.RestartsWithin));

        SpawnedTask.Room = 0;
        Fail("a");
        Sleep(200);
        Assert.Equal(ServiceState.GaveUp, supervisor.State);
        Assert.IsType<OutOfMemoryException>(supervisor.Failure!.Value.Exception);
    }

    [Fact]
    public void A_start_without_memory_is_the_callers_to_know()
    {
        SpawnedTask.Room = 0;
        Assert.Throws<OutOfMemoryException>(() => Supervisor.Begin("s", AtOnce()));
        Assert.Null(Supervisor.FirstRoot);
        SpawnedTask.Room = 1;
        using Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        Assert.Throws<OutOfMemoryException>(() => supervisor.Start("a", Throw));
        Assert.Null(supervisor.FirstChild);
        SpawnedTask.Room = 1;
        StartChildren(supervisor, "b");
        Is("+b");
    }

    [Fact]
    public void A_supervisor_that_gives_up_is_a_failed_child_of_its_own_and_begins_anew_with_its_children()
    {
        Supervisor top = Supervisor.Begin("top", AtOnce(most: 2));
        StartChildren(top, "a");
        Supervisor nested = top.StartSupervisor("nested", AtOnce(most: 1));
        StartChildren(nested, "b");
        Log.Clear();
        nested.Start("z", Throw);
        Assert.True(top.Wait());
        Assert.Equal(6, _lives); // three lives of the nested one, two of the child in each
        Is("-b +b -b +b -b -a");
        Assert.Equal((ServiceState.GaveUp, ServiceState.Ended), (top.State, nested.State));
        Assert.Equal(new SupervisionFailure("nested", TaskEndKind.Threw, _failure), top.Failure);
        Assert.StartsWith("supervisor 'top' gave up: ", Machine.Written);
        Assert.Single(Machine.Written, '\n');
    }

    [Fact]
    public void A_supervisor_that_is_to_give_up_alone_does_and_its_own_goes_on()
    {
        Supervisor top = Supervisor.Begin("top", AtOnce(RestartStrategy.AllForOne));
        StartChildren(top, "a");
        Supervisor nested = top.StartSupervisor("nested",
            new RestartPolicy(mostRestarts: 1, firstBackOffMs: 0, whenExceeded: WhenExceeded.GiveUp));
        nested.Start("z", Throw);
        Assert.True(nested.Wait());
        Assert.Equal(2, _lives);
        Assert.Equal((ServiceState.Running, ServiceState.GaveUp), (top.State, nested.State));
        Assert.Same(_failure, Assert.Throws<SupervisionException>(nested.Join).InnerException);
        Assert.StartsWith("supervisor 'nested' gave up: ", Machine.Written);
        Assert.Equal("-a", End(top));
    }

    [Theory]
    [InlineData(-1, 1, 1, 0, 0, 0)]
    [InlineData(3, 1, 1, 0, 0, 0)]
    [InlineData(0, -1, 1, 0, 0, 0)]
    [InlineData(0, RestartPolicy.MostRestartsLimit + 1, 1, 0, 0, 0)]
    [InlineData(0, 1, 0, 0, 0, 0)]
    [InlineData(0, 1, int.MaxValue, 0, 0, 0)]
    [InlineData(0, 1, 1, -1, 0, 0)]
    [InlineData(0, 1, 1, 2, 1, 0)]
    [InlineData(0, 1, 1, 0, int.MaxValue, 0)]
    [InlineData(0, 1, 1, 0, 0, 2)]
    public void A_policy_of_wrong_numbers_is_refused(
        int strategy, int most, int withinMs, int first, int mostBackOff, int whenExceeded) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RestartPolicy(
            (RestartStrategy)strategy, most, withinMs, first, mostBackOff, (WhenExceeded)whenExceeded));

    [Fact]
    public void The_longest_wait_does_not_overflow()
    {
        RestartPolicy policy = new(firstBackOffMs: SpawnedTask.MostMilliseconds - 1,
            mostBackOffMs: SpawnedTask.MostMilliseconds);
        Assert.Equal(SpawnedTask.MostMilliseconds - 1, policy.BackOffMs(0));
        Assert.Equal(SpawnedTask.MostMilliseconds, policy.BackOffMs(31));
        Assert.Equal(SpawnedTask.MostMilliseconds, policy.BackOffMs(int.MaxValue));
    }

    private void Throw()
    {
        _lives++;
        throw _failure;
    }
}
