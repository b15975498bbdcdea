using System.Diagnostics;
using System.Reflection;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>
/// One CPU for the kernel's own scheduler, on the host. Each task has a thread of the host's, of which one runs at a
/// time: a switch hands a baton over. The timer ticks when interrupts are turned on and <see cref="Ticks"/> says so, or
/// when the CPU halts, which moves the clock by a millisecond.
/// </summary>
internal static class SimulatedCpu
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<nint, SemaphoreSlim> s_batons = [];
    private static readonly List<Action> s_bodies = [];
    private static readonly List<Exception> s_failures = [];
    private static readonly FieldInfo[] s_state =
    [
        .. new[] { typeof(Scheduler), typeof(InputWait), typeof(TaskEnds) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => !field.IsLiteral),
    ];

    private static bool s_interruptsAreOn = true;
    private static bool s_isInDevice;
    private static TaskReference s_goesOn;
    private static Simulation s_simulation = new();

    /// <summary>Asked whenever interrupts are turned on: whether the timer ticks there.</summary>
    public static Func<bool>? Ticks { get; set; }

    /// <summary>What happens while the CPU halts: a device's interrupt, a test's step.</summary>
    public static Action? WhileHalted { get; set; }

    /// <summary>The clock, in ticks of the host's.</summary>
    public static ulong Now { get; set; }

    /// <summary>What runs from one reset to the next; threads of an earlier one end when they are let go on.</summary>
    private sealed class Simulation
    {
        public bool IsOver { get; set; }
    }

    /// <summary>Thrown through a task that a simulation leaves.</summary>
    internal sealed class LeftException : Exception;

    /// <summary>The calling thread is the first task, and the only one.</summary>
    public static void Reset()
    {
        s_simulation = new Simulation();
        s_interruptsAreOn = true;
        s_isInDevice = false;
        s_goesOn = default;
        s_batons.Clear();
        s_bodies.Clear();
        s_failures.Clear();
        Ticks = null;
        WhileHalted = null;
        Now = 1000;
        Cpu.Time = () => Now;
        Threads.Reset();
        TaskOwned.Reset();
        SpawnedTask.Reset();
        KillTask.Reset();
        Supervisor.BeginProgram();
        ThreadControlBlock.Running = default;
        Threads.Add(TaskReference.Current);
        foreach (FieldInfo field in s_state)
        {
            field.SetValue(null, field.Name == "s_timerAt" ? Scheduler.Never : null);
        }
    }

    /// <summary>Starts a task.</summary>
    public static void Start(Action body)
    {
        s_bodies.Add(body);
        if (!TaskStarts.TryStart(s_bodies.Count, 0, 0))
        {
            throw new InvalidOperationException("No memory for a task.");
        }
    }

    /// <summary>A task that is in no list yet.</summary>
    public static TaskReference Make(Action body)
    {
        s_bodies.Add(body);
        Assert.True(TaskStarts.TryMake(0, out TaskReference task));
        task.State.Start = s_bodies.Count;
        return task;
    }

    /// <summary>Does something, by which tasks may be started, as a program.</summary>
    public static void InProgram(int place, Action action)
    {
        TaskReference.Current.State.Program = place;
        action();
        TaskReference.Current.State.Program = 0;
    }

    /// <summary>Ends the threads of tasks that have not come to their end; throws what one has thrown.</summary>
    public static void Stop()
    {
        s_simulation.IsOver = true;
        lock (s_gate)
        {
            foreach (SemaphoreSlim baton in s_batons.Values)
            {
                baton.Release();
            }
        }

        Cpu.Time = null;
        if (s_failures.Count != 0)
        {
            throw new AggregateException(s_failures);
        }
    }

    public static bool DisableInterrupts()
    {
        bool were = s_interruptsAreOn;
        s_interruptsAreOn = false;
        return were;
    }

    public static void EnableInterrupts()
    {
        s_interruptsAreOn = true;
        if (Ticks != null && Ticks())
        {
            Tick();
        }
    }

    /// <summary>A place in a task where the timer may tick.</summary>
    public static void Point()
    {
        DisableInterrupts();
        EnableInterrupts();
    }

    public static void WaitForInterrupt()
    {
        Now += (ulong)Stopwatch.Frequency / 1000;
        s_interruptsAreOn = true;
        WhileHalted?.Invoke();
        s_interruptsAreOn = true;
    }

    /// <summary>The kernel's switch: interrupts are off before and after.</summary>
    public static void SwitchTo(TaskReference next)
    {
        HandOver(next);
        s_interruptsAreOn = false;
    }

    /// <summary>The return from the interrupt that is being answered goes on with another.</summary>
    public static void GoOnWith(TaskReference next) => s_goesOn = next;

    /// <summary>A device's interrupt comes in the task that runs.</summary>
    public static void Interrupt(Action device)
    {
        s_interruptsAreOn = false;
        s_isInDevice = true;
        device();
        s_isInDevice = false;
        GoOn();
    }

    /// <summary>The platform's part of an interrupt that has woken a task.</summary>
    public static bool TrySwitchAfterInterrupt()
    {
        InterruptFrame frame = default;
        if (s_isInDevice)
        {
            Scheduler.OnDevice(ref frame);
        }

        return s_isInDevice;
    }

    private static void Tick()
    {
        s_interruptsAreOn = false;
        InterruptFrame frame = default;
        Scheduler.OnTimer(ref frame, canStop: true);
        GoOn();
    }

    /// <summary>The end of an interrupt.</summary>
    private static void GoOn()
    {
        TaskReference next = s_goesOn;
        s_goesOn = default;
        if (!next.IsNone)
        {
            HandOver(next);
        }

        s_interruptsAreOn = true;
    }

    private static void HandOver(TaskReference next)
    {
        Simulation simulation = s_simulation;
        TaskReference self = TaskReference.Current;
        SemaphoreSlim own = BatonOf(self, out _);
        BatonOf(next, out bool isNew).Release();
        if (isNew)
        {
            new Thread(() => Run(next, simulation)) { IsBackground = true }.Start();
        }

        if (self.State.Phase == TaskPhase.Exited)
        {
            throw new LeftException();
        }

        own.Wait();
        if (simulation.IsOver)
        {
            throw new LeftException();
        }
    }

    private static SemaphoreSlim BatonOf(TaskReference task, out bool isNew)
    {
        lock (s_gate)
        {
            nint key = task.Key;
            isNew = !s_batons.TryGetValue(key, out SemaphoreSlim? baton);
            if (isNew)
            {
                s_batons[key] = baton = new SemaphoreSlim(0);
            }

            return baton!;
        }
    }

    private static void Run(TaskReference task, Simulation simulation)
    {
        try
        {
            task.RunHere();
            Cpu.Time = () => Now;
            BatonOf(task, out _).Wait();
            if (simulation.IsOver)
            {
                return;
            }

            EnableInterrupts(); // as theseus_thread_start
            try
            {
                s_bodies[(int)task.State.Start - 1]();
            }
            catch (Exception exception) when (exception is not LeftException)
            {
                s_failures.Add(exception);
            }

            TaskEnds.Exit();
        }
        catch (LeftException)
        {
            // another runs
        }
    }
}
