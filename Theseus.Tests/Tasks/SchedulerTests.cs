using Theseus.Memory;
using Theseus.Platform.Native.Threads;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

// More than 400 lines: whatever the scheduler is asked for, it is asked on one simulated CPU, by the same few helpers.
/// <summary>The kernel's scheduler and the monitor under CoreLib's waits, on a simulated CPU.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SchedulerTests : IDisposable
{
    private readonly List<string> _log = [];
    private int _left;
    private TaskReference _waiting;

    public SchedulerTests() => Machine.Reset();

    public void Dispose() => SimulatedCpu.Stop();

    [Fact]
    public void Tasks_take_turns_in_the_order_in_which_they_came()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            Start(() =>
            {
                _log.Add(name);
                Scheduler.Yield();
                _log.Add(name);
            });
        }

        WaitForAll();
        Assert.Equal(["a", "b", "c", "a", "b", "c"], _log);
    }

    [Fact]
    public void Nobody_yields_to_nobody()
    {
        Assert.False(Scheduler.Yield());
        SimulatedCpu.Start(() => { });
        Assert.True(Scheduler.Yield());
        Assert.False(Scheduler.Yield());
    }

    [Fact]
    public void A_timer_that_is_armed_no_more_is_armed_again_by_a_halt_and_by_a_devices_interrupt()
    {
        Start(() => TaskSleep.For(1000));
        Scheduler.Yield();
        SimulatedCpu.Now += (ulong)System.Diagnostics.Stopwatch.Frequency / 10; // the tick that was due has not come
        int armed = Theseus.Tasks.Upcalls.Armed;
        InterruptFrame frame = default;
        Scheduler.OnDevice(ref frame);
        Assert.True(Theseus.Tasks.Upcalls.Armed > armed);

        armed = Theseus.Tasks.Upcalls.Armed;
        bool hasHalted = false;
        SimulatedCpu.WhileHalted = () => hasHalted = true;
        TaskSleep.For(1);
        Assert.True(hasHalted && Theseus.Tasks.Upcalls.Armed > armed);
        WaitForAll();
    }

    [Fact]
    public void A_tick_stops_a_task_that_does_not_yield()
    {
        bool stop = false;
        int steps = 0;
        SimulatedCpu.Ticks = () => ++steps % 10 == 0;
        Start(() =>
        {
            while (!stop)
            {
                SimulatedCpu.Point();
            }
        });
        Start(() => stop = true);
        WaitForAll();
        Assert.True(Scheduler.Preemptions > 0);
    }

    [Fact]
    public void Sleepers_wake_in_the_order_of_their_times()
    {
        foreach (ulong milliseconds in new ulong[] { 30, 10, 20, 10 })
        {
            Start(() =>
            {
                ulong until = Scheduler.After(milliseconds);
                TaskSleep.For(milliseconds);
                Assert.InRange(SimulatedCpu.Now, until, until + ((ulong)System.Diagnostics.Stopwatch.Frequency / 1000));
                _log.Add(milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
            });
        }

        WaitForAll();
        Assert.Equal(["10", "10", "20", "30"], _log);
    }

    [Fact]
    public void A_wait_ends_by_its_time_or_by_its_signal_and_says_by_which()
    {
        nint monitor = NativeMonitor.Create();
        NativeMonitor.Acquire(monitor);
        Assert.Equal(0, NativeMonitor.TimedWait(monitor, 10));
        Start(() =>
        {
            TaskSleep.For(5);
            NativeMonitor.Acquire(monitor);
            NativeMonitor.SignalAndRelease(monitor);
        });
        Assert.Equal(1, NativeMonitor.TimedWait(monitor, 1000));
        NativeMonitor.Release(monitor);
    }

    [Fact]
    public void A_signal_wakes_one_and_the_longest_that_waits()
    {
        nint monitor = NativeMonitor.Create();
        foreach (string name in new[] { "a", "b", "c" })
        {
            Start(() =>
            {
                NativeMonitor.Acquire(monitor);
                NativeMonitor.Wait(monitor);
                _log.Add(name);
                NativeMonitor.Release(monitor);
            });
        }

        while (Scheduler.Yield())
        {
        }

        for (int i = 0; i < 3; i++)
        {
            NativeMonitor.Acquire(monitor);
            NativeMonitor.SignalAndRelease(monitor);
            TaskSleep.For(1);
            Assert.Equal(i + 1, _log.Count);
        }

        Assert.Equal(["a", "b", "c"], _log);
    }

    [Fact]
    public void Of_two_that_wait_for_each_other_one_hears_that_it_is_hopeless()
    {
        nint first = NativeMonitor.Create();
        nint second = NativeMonitor.Create();
        int refused = 0;
        foreach (nint monitor in new[] { first, second })
        {
            nint other = monitor == first ? second : first;
            Start(() =>
            {
                NativeMonitor.Acquire(monitor);
                try
                {
                    NativeMonitor.Wait(monitor);
                }
                catch (PlatformNotSupportedException)
                {
                    refused++;
                }

                NativeMonitor.Release(monitor);
                NativeMonitor.Acquire(other);
                NativeMonitor.SignalAndRelease(other);
            });
        }

        WaitForAll();
        Assert.Equal(1, refused);
    }

    [Fact]
    public void A_device_may_always_end_a_wait()
    {
        Start(() =>
        {
            Scheduler.TurnOff();
            InputWait.Wait();
            Scheduler.TurnOn(true);
            _log.Add("input");
        });
        Machine.WhileWaiting = () =>
        {
            if (Machine.Waits == 100)
            {
                InputWait.OnInput();
            }
        };
        WaitForAll();
        Assert.Equal(["input"], _log);
        Assert.InRange(Machine.Waits, 100, 110);
    }

    [Fact]
    public void Tasks_of_a_program_that_is_stopped_wait_until_it_goes_on()
    {
        int program = ProgramTable.Take();
        SimulatedCpu.InProgram(program, () => Start(() => _log.Add("stopped")));
        ProgramTable.Stop(program);
        Start(() => _log.Add("other"));
        while (Scheduler.Yield())
        {
        }

        Assert.Equal(["other"], _log);
        ProgramTable.GoOn(program);
        WaitForAll();
        Assert.Equal(["other", "stopped"], _log);
        ProgramTable.Give(program);
    }

    [Fact]
    public void Who_waits_for_a_program_goes_on_when_it_is_stopped_and_when_it_has_ended()
    {
        int program = ProgramTable.Take();
        Start(() =>
        {
            _log.Add(ProgramTable.WaitFor(program) ? "ended" : "stopped");
            ProgramTable.GoOn(program);
            _log.Add(ProgramTable.WaitFor(program) ? "ended" : "stopped");
        });
        TaskGroup.Settle();
        Assert.Empty(_log);
        ProgramTable.Stop(program);
        TaskGroup.Settle();
        Assert.Equal(["stopped"], _log);
        bool on = Scheduler.TurnOff();
        ProgramTable.HasEnded(program, 7);
        Scheduler.TurnOn(on);
        WaitForAll();
        Assert.Equal(["stopped", "ended"], _log);
        Assert.Equal(7, ProgramTable.At(program).Status);
        ProgramTable.Give(program);
    }

    [Fact]
    public void Who_a_device_wakes_follows_at_once_and_the_tick_that_is_due_still_comes()
    {
        const int Interrupts = 3;
        Start(() =>
        {
            for (int i = 0; i < Interrupts; i++)
            {
                bool on = Scheduler.TurnOff();
                InputWait.Wait();
                Scheduler.TurnOn(on);
                _log.Add("woken");
            }
        });
        TaskGroup.Settle();
        Start(() => { }); // as there is another, a slice ends some time
        int armed = Theseus.Tasks.Upcalls.Armed;
        for (int i = 0; i < Interrupts; i++)
        {
            SimulatedCpu.Interrupt(InputWait.OnInput);
            Assert.Equal(i + 1, _log.Count);
        }

        Assert.Equal(armed, Theseus.Tasks.Upcalls.Armed);
        WaitForAll();
    }

    [Fact]
    public void Of_those_that_wait_in_vain_a_service_of_the_class_librarys_is_the_last_that_hears_so()
    {
        int program = ProgramTable.Take();
        SimulatedCpu.InProgram(program, () =>
        {
            Start(() => Await("first", isService: false));
            Start(() => Await("service", isService: true));
        });
        TaskSleep.For(10);
        Assert.Equal(["first Hopeless", "service Hopeless"], _log);
        ProgramTable.Give(program);
    }

    [Fact]
    public void A_wait_that_nothing_can_end_is_refused_though_tasks_of_another_program_may_go_on()
    {
        int program = ProgramTable.Take();
        SimulatedCpu.InProgram(program, () => Start(() =>
        {
            bool on = Scheduler.TurnOff();
            _log.Add($"{Scheduler.Wait(WaitKind.Signal)}");
            Scheduler.TurnOn(on);
        }));
        TaskSleep.For(10);
        Assert.Equal(["Hopeless"], _log);
        ProgramTable.Give(program);
    }

    [Fact]
    public void The_end_of_a_program_takes_all_its_tasks_out_of_all_lists()
    {
        nint monitor = NativeMonitor.Create();
        int program = ProgramTable.Take();
        TaskReference.Current.State.Program = program;
        SimulatedCpu.Start(() => TaskSleep.For(10));
        SimulatedCpu.Start(() =>
        {
            NativeMonitor.Acquire(monitor);
            NativeMonitor.TimedWait(monitor, 1000);
        });
        SimulatedCpu.Start(() =>
        {
            while (true)
            {
                Scheduler.Yield();
                SimulatedCpu.Now += (ulong)System.Diagnostics.Stopwatch.Frequency / 10_000;
            }
        });
        int steps = 0;
        SimulatedCpu.Ticks = () => ++steps % 10 == 0;
        SimulatedCpu.Start(() => _log.Add("run"));
        TaskSleep.For(1);
        Assert.Equal(["run"], _log);
        SimulatedCpu.Start(() => _log.Add("never run"));
        Assert.Equal(5, TaskList.Count);
        _log.Clear();
        TaskEnds.EndAll(program);
        TaskReference.Current.State.Program = 0;
        ProgramTable.Give(program);
        Assert.Equal(1, TaskList.Count);
        TaskSleep.For(2000);
        Assert.Empty(_log);
    }

    [Fact]
    public void A_lock_excludes_wherever_the_timer_ticks()
    {
        int runs = Explore(monitor =>
        {
            int inside = 0;
            int entered = 0;
            for (int i = 0; i < 3; i++)
            {
                Start(() =>
                {
                    NativeMonitor.Acquire(monitor);
                    Assert.Equal(1, ++inside);
                    SimulatedCpu.Point();
                    inside--;
                    entered++;
                    NativeMonitor.Release(monitor);
                });
            }

            WaitForAll();
            Assert.Equal(3, entered);
        });
        Assert.InRange(runs, 100, 20_000);
    }

    [Fact]
    public void No_wake_up_is_lost_wherever_the_timer_ticks()
    {
        int runs = Explore(monitor =>
        {
            int filled = 0;
            int taken = 0;
            Start(() =>
            {
                for (int i = 0; i < 2; i++)
                {
                    NativeMonitor.Acquire(monitor);
                    filled++;
                    NativeMonitor.SignalAndRelease(monitor);
                }
            });
            Start(() =>
            {
                NativeMonitor.Acquire(monitor);
                while (taken < 2)
                {
                    while (filled == taken)
                    {
                        NativeMonitor.Wait(monitor);
                    }

                    taken++;
                }

                NativeMonitor.Release(monitor);
            });
            WaitForAll();
            Assert.Equal(2, taken);
        });
        Assert.InRange(runs, 100, 20_000);
    }

    [Fact]
    public void A_wait_whose_time_and_signal_come_together_ends_once()
    {
        int runs = Explore(monitor =>
        {
            int ended = 0;
            Start(() =>
            {
                NativeMonitor.Acquire(monitor);
                NativeMonitor.TimedWait(monitor, 1);
                ended++;
                NativeMonitor.Release(monitor);
            });
            Start(() =>
            {
                TaskSleep.For(1);
                NativeMonitor.Acquire(monitor);
                NativeMonitor.SignalAndRelease(monitor);
            });
            WaitForAll();
            Assert.Equal(1, ended);
        });
        Assert.InRange(runs, 20, 20_000);
    }

    /// <summary>Runs a program of tasks over one monitor for every way in which two ticks can fall.</summary>
    private int Explore(Action<nint> program) => Exploration.Run(() =>
    {
        _left = 0;
        program(NativeMonitor.Create());
    }, mostTicks: 2);

    private void Start(Action body)
    {
        _left++;
        SimulatedCpu.Start(() =>
        {
            body();
            bool on = Scheduler.TurnOff();
            _left--;
            if (_left == 0 && !_waiting.IsNone)
            {
                Scheduler.Wake(_waiting);
            }

            Scheduler.TurnOn(on);
        });
    }

    /// <summary>The first task lets the others run until all have ended.</summary>
    private void WaitForAll()
    {
        bool on = Scheduler.TurnOff();
        _waiting = TaskReference.Current;
        while (_left > 0)
        {
            Scheduler.Wait(WaitKind.Work);
        }

        Scheduler.TurnOn(on);
    }

    private void Await(string name, bool isService)
    {
        bool on = Scheduler.TurnOff();
        TaskReference.Current.State.IsService = isService;
        WakeReason reason = Scheduler.Wait(WaitKind.Signal);
        Scheduler.TurnOn(on);
        _log.Add($"{name} {reason}");
    }
}
