using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>In which order tasks run under each policy, on a simulated CPU whose clock moves with each step.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class PolicyTests : IDisposable
{
    private const ulong StepsPerTick = 50;

    private readonly List<string> _log = [];
    private readonly ulong _step = (ulong)System.Diagnostics.Stopwatch.Frequency / 10_000; // 0.1 ms
    private ulong _steps;
    private int _left;

    public PolicyTests() => Machine.Reset();

    public void Dispose()
    {
        Scheduler.SetPolicy(SchedulingPolicy.RoundRobin);
        SimulatedCpu.Stop();
    }

    /// <summary>Starts a task that is as urgent as this.</summary>
    private void Start(TaskPriority priority, Action body)
    {
        _left++;
        TaskReference task = SimulatedCpu.Make(() =>
        {
            try
            {
                body();
            }
            finally
            {
                _left--;
            }
        });
        task.State.Priority = task.State.RunsAs = (sbyte)priority;
        bool on = Scheduler.TurnOff();
        Threads.Add(task);
        Scheduler.Add(task);
        Scheduler.TurnOn(on);
    }

    private void WaitForAll()
    {
        while (_left > 0)
        {
            TaskSleep.For(1);
        }
    }

    /// <summary>The timer ticks at the end of each slice, and time passes where a task computes.</summary>
    private void LetTimePass() => SimulatedCpu.Ticks = () =>
    {
        SimulatedCpu.Now += _step;
        return ++_steps % StepsPerTick == 0;
    };

    private static void Compute(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            SimulatedCpu.Point();
        }
    }

    [Fact]
    public void Where_it_does_not_matter_who_came_first_runs_first()
    {
        Start(TaskPriority.Lowest, () => _log.Add("low"));
        Start(TaskPriority.Highest, () => _log.Add("high"));
        WaitForAll();
        Assert.Equal(["low", "high"], _log);
    }

    [Fact]
    public void Who_is_more_urgent_runs_first_and_those_that_are_as_urgent_in_their_order()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        foreach (TaskPriority priority in new[]
            { TaskPriority.Lowest, TaskPriority.Normal, TaskPriority.Highest, TaskPriority.Normal })
        {
            string name = $"{priority} {_left}";
            Start(priority, () => _log.Add(name));
        }

        WaitForAll();
        Assert.Equal(["Highest 2", "Normal 1", "Normal 3", "Lowest 0"], _log);
    }

    [Fact]
    public void Who_is_woken_and_more_urgent_takes_the_place_of_who_runs_and_who_is_less_waits_for_its_end()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        LetTimePass();
        Start(TaskPriority.Highest, () =>
        {
            TaskSleep.For(10);
            _log.Add("high");
        });
        Start(TaskPriority.Normal, () =>
        {
            Compute(300);
            _log.Add("normal");
        });
        Start(TaskPriority.Lowest, () => _log.Add("low"));
        WaitForAll();
        Assert.Equal(["high", "normal", "low"], _log);
    }

    [Fact]
    public void Who_yields_lets_those_run_too_that_are_less_urgent()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        bool isDone = false;
        Start(TaskPriority.Lowest, () => isDone = true);
        Start(TaskPriority.Highest, () =>
        {
            while (!isDone)
            {
                Scheduler.Yield();
            }
        });
        WaitForAll();
        Assert.True(isDone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_holds_what_a_more_urgent_one_waits_for_runs_as_that_one_directly_or_by_way_of_another(bool nested)
    {
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        LetTimePass();
        TaskMutex first = new(), second = new();
        Start(TaskPriority.Lowest, () =>
        {
            using MutexGuard guard = first.Enter();
            Compute(200);
            _log.Add($"low {TaskReference.Current.State.RunsAs}");
        });
        if (nested)
        {
            Start(TaskPriority.BelowNormal, () =>
            {
                TaskSleep.For(1);
                using MutexGuard outer = second.Enter();
                using MutexGuard inner = first.Enter();
                _log.Add($"between {TaskReference.Current.State.RunsAs}");
            });
        }

        Start(TaskPriority.Highest, () =>
        {
            TaskSleep.For(5);
            using MutexGuard guard = (nested ? second : first).Enter();
            _log.Add("high");
        });
        Start(TaskPriority.Normal, () =>
        {
            TaskSleep.For(6);
            Compute(1000);
            _log.Add("normal");
        });
        WaitForAll();
        string[] expected = nested ? ["low 2", "between 2", "high", "normal"] : ["low 2", "high", "normal"];
        Assert.Equal(expected, _log);
    }

    [Fact]
    public void What_was_lent_is_taken_back_with_the_mutex_but_for_what_others_wait_for()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        LetTimePass();
        TaskMutex first = new(), second = new();
        Start(TaskPriority.Lowest, () =>
        {
            MutexGuard one = first.Enter();
            MutexGuard two = second.Enter();
            while (first.Waiters == 0 || second.Waiters == 0)
            {
                Scheduler.Yield();
            }

            _log.Add($"{TaskReference.Current.State.RunsAs}");
            first.Exit();
            _log.Add($"{TaskReference.Current.State.RunsAs}");
            second.Exit();
            _log.Add($"{TaskReference.Current.State.RunsAs}");
        });
        Start(TaskPriority.Highest, () =>
        {
            TaskSleep.For(1);
            first.Enter().Dispose();
        });
        Start(TaskPriority.Normal, () =>
        {
            TaskSleep.For(1);
            second.Enter().Dispose();
        });
        WaitForAll();
        Assert.Equal(["2", "0", "-2"], _log);
    }

    [Fact]
    public void Who_keeps_others_from_running_for_two_seconds_is_entered_in_the_log_and_as_urgent_as_those()
    {
        ulong before = FaultLog.Count;
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        LetTimePass();
        bool isDone = false;
        Start(TaskPriority.AboveNormal, () =>
        {
            while (!isDone)
            {
                SimulatedCpu.Point();
            }

            _log.Add($"runs as {TaskReference.Current.State.RunsAs}");
            TaskSleep.For(1);
            _log.Add($"then as {TaskReference.Current.State.RunsAs}");
        });
        Start(TaskPriority.Lowest, () => isDone = true);
        WaitForAll();
        Assert.Equal(["runs as -2", "then as 1"], _log);
        FaultRecord record = default;
        Assert.True(FaultLog.TryGet(before + 1, ref record));
        Assert.Equal((FaultCause.Starving, before + 1), (record.Cause, FaultLog.Count));
    }

    [Fact]
    public void Each_gets_twice_the_time_of_the_next_level_where_each_gets_its_share()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Fair);
        LetTimePass();
        bool isOver = false;
        Dictionary<TaskPriority, double> ran = [];
        foreach (TaskPriority priority in Enum.GetValues<TaskPriority>())
        {
            Start(priority, () =>
            {
                while (!isOver)
                {
                    SimulatedCpu.Point();
                }

                ran[priority] = TaskReference.Current.State.RunTicks;
            });
        }

        TaskSleep.For(10_000);
        isOver = true;
        WaitForAll();
        for (TaskPriority priority = TaskPriority.Lowest; priority < TaskPriority.Highest; priority++)
        {
            Assert.InRange(ran[priority + 1] / ran[priority], 1.8, 2.2);
        }
    }

    [Fact]
    public void Who_has_slept_for_long_does_not_get_all_that_it_has_missed()
    {
        Scheduler.SetPolicy(SchedulingPolicy.Fair);
        LetTimePass();
        bool isOver = false;
        ulong sleeper = 0, other = 0;
        void Spin()
        {
            while (!isOver)
            {
                SimulatedCpu.Point();
            }
        }

        Start(TaskPriority.Normal, () =>
        {
            TaskSleep.For(5000);
            ulong began = SimulatedCpu.Now;
            Spin();
            sleeper = TaskReference.Current.State.RunTicks;
        });
        Start(TaskPriority.Normal, () =>
        {
            Spin();
            other = TaskReference.Current.State.RunTicks;
        });
        TaskSleep.For(10_000);
        isOver = true;
        WaitForAll();
        Assert.InRange((double)other / sleeper, 2.7, 3.3); // all of the first half, and half of the second
    }

    [Fact]
    public void The_policy_changes_while_tasks_wait_for_their_turn()
    {
        Start(TaskPriority.Lowest, () => _log.Add("low"));
        Start(TaskPriority.Highest, () => _log.Add("high"));
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        Scheduler.SetPolicy(SchedulingPolicy.Fair);
        Scheduler.SetPolicy(SchedulingPolicy.Priority);
        WaitForAll();
        Assert.Equal(["high", "low"], _log);
    }
}
