using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>Supervisors, wherever the timer ticks.</summary>
public sealed class SupervisorExplorationTests : SupervisionTests
{
    [Fact]
    public void A_start_at_the_time_of_the_end_has_begun_and_ended_the_child_or_is_refused() => Explore(group =>
    {
        int living = 0;
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        group.Start(() =>
        {
            try
            {
                supervisor.Start("a", () => LiveCounted(ref living));
            }
            catch (SupervisionException exception)
            {
                Assert.Equal(SupervisionError.Ended, exception.Error);
            }
        });
        group.Start(supervisor.Dispose);
        group.Start(supervisor.Dispose);
        group.Wait();
        Assert.Equal((0, ServiceState.Ended), (living, supervisor.State));
        Assert.Null(Supervisor.FirstRoot);
    });

    [Fact]
    public void Those_that_begin_anew_together_are_never_of_two_generations() => Explore(_ =>
    {
        int[] generation = new int[2];
        int[] alive = new int[2]; // the generation that lives
        List<string> wrong = [];
        Supervisor supervisor = Supervisor.Begin("s", AtOnce(RestartStrategy.AllForOne));
        TaskEvent go = new(EventReset.Manual);
        for (int i = 0; i < 2; i++)
        {
            int self = i;
            supervisor.Start($"{i}", () =>
            {
                int own = alive[self] = ++generation[self];
                try
                {
                    if (alive[1 - self] != 0 && alive[1 - self] != own)
                    {
                        wrong.Add($"{self}: {own} beside {alive[1 - self]}");
                    }

                    if (own == 1)
                    {
                        go.Wait();
                        throw new InvalidOperationException(); // both, in any order
                    }

                    new TaskEvent(EventReset.Manual).TryWait(1000);
                }
                finally
                {
                    SimulatedCpu.Point();
                    alive[self] = 0;
                }
            });
        }

        WaitUntil(() => alive[0] + alive[1] == 2);
        go.Set();
        WaitUntil(() => alive[0] + alive[1] == 4);
        supervisor.Dispose();
        Assert.Equal([], wrong);
        Assert.Equal([2, 2], generation);
        Assert.Equal([0, 0], alive);
    });

    [Fact]
    public void A_kill_of_the_supervisor_leaves_no_child_whatever_those_do_at_the_time() => Explore(group =>
    {
        int living = 0;
        int lives = 0;
        Supervisor supervisor = Supervisor.Begin("s", AtOnce());
        supervisor.Start("a", () =>
        {
            if (++lives == 1)
            {
                throw new InvalidOperationException();
            }

            LiveCounted(ref living);
        });
        SpawnedTask task = supervisor.Task!;
        group.Start(task.Kill);
        supervisor.Wait();
        group.Wait();
        Assert.Equal((0, ServiceState.Ended), (living, supervisor.State));
    });

    private static void WaitUntil(Func<bool> holds)
    {
        for (int i = 0; i < 100 && !holds(); i++)
        {
            TaskSleep.For(1);
        }

        Assert.True(holds());
    }

    private static void LiveCounted(ref int living)
    {
        living++;
        try
        {
            new TaskEvent(EventReset.Manual).TryWait(1000);
        }
        finally
        {
            living--;
        }
    }

    private static void Explore(Action<TaskGroup> program) =>
        Assert.InRange(TaskGroup.Explore(program, mostTicks: 1), 20, 20_000);
}
