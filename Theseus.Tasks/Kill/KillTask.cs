using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Kill;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Kill;

/// <summary>
/// The task that kills others. It looks at one while that does not run, so a decision may take its time with interrupts
/// on, and the task that is killed needs no room for it. Where a task cannot be killed, it is asked again when the
/// timer finds it in code of its program's (<see cref="Wants"/>), and each millisecond while it waits.
/// </summary>
internal static class KillTask
{
    private const int NoProgram = -1;
    private const ulong RetryMilliseconds = 1;
    private const ulong ProbeGraceMilliseconds = 1000;
    private const ulong ProbeLimitMilliseconds = 60_000;

    private static int s_pending; // tasks that are being killed
    private static ulong s_round;
    private static int s_program = NoProgram; // of the task that is being looked at

    /// <summary>The task; none before <see cref="Initialize"/>.</summary>
    public static TaskReference Task { get; private set; }

    /// <summary>Makes it. False if there is no memory for its stack.</summary>
    public static bool Initialize()
    {
        TaskKilledException.Initialize();
        if (!TaskStarts.TryMake(0, out TaskReference task))
        {
            return false;
        }

        task.State.Instance = 0; // it looks at tasks of all
        task.State.Priority = task.State.RunsAs = (sbyte)TaskPriority.Highest;
        Threads.Add(task);
        Task = task;
        SystemTask.BeginAnew(task);
        return true;
    }

    /// <summary>
    /// Asks for the end of a task, which is not the caller. Done before it returns where that can be. Asking again
    /// changes the times only.
    /// </summary>
    /// <param name="task">Of any program.</param>
    /// <param name="graceMilliseconds">How long handlers of the program's may hold it.</param>
    /// <param name="limitMilliseconds">After which time it is cut.</param>
    public static void Request(TaskReference task, ulong graceMilliseconds, ulong limitMilliseconds)
    {
        bool on = Scheduler.TurnOff();
        if (task.State.Phase != TaskPhase.Exited)
        {
            Ask(task, graceMilliseconds, limitMilliseconds);
            Scheduler.YieldTo(Task);
        }

        Scheduler.TurnOn(on);
    }

    /// <summary>As above, and returns at once. Interrupts are off.</summary>
    public static void Ask(TaskReference task, ulong graceMilliseconds, ulong limitMilliseconds)
    {
        Begin(ref task.State, graceMilliseconds, limitMilliseconds);
        Scheduler.Wake(Task);
    }

    /// <summary>True if the running task is to be killed and an interrupt has found it where that may be.</summary>
    [Resident]
    public static bool Wants(ulong instructionPointer) =>
        IsAfterCurrent && KillPoint.IsOpen((nuint)instructionPointer);

    /// <summary>True if the running task is to be killed, wherever it is.</summary>
    public static bool IsAfterCurrent
    {
        [Resident]
        get => s_pending != 0 && TaskReference.Current.State.Kill == KillPhase.Requested;
    }

    /// <summary>As <see cref="Request"/> for the running task, at a step of the probe's that may be killed.</summary>
    [Resident, RuntimeExport("theseus_step_reached")]
    private static void StepReached(ref InterruptFrame frame)
    {
        ref TaskState state = ref TaskReference.Current.State;
        if (state.Kill == KillPhase.None)
        {
            Begin(ref state, ProbeGraceMilliseconds, ProbeLimitMilliseconds);
        }

        if (TurnHold.IsFree && ThreadControlBlock.Running.IsOnStack(frame.Rsp) && Wants(frame.Rip))
        {
            Scheduler.StopForKiller(ref frame);
        }
    }

    private static void Begin(ref TaskState state, ulong graceMilliseconds, ulong limitMilliseconds)
    {
        if (state.Kill == KillPhase.None)
        {
            state.Kill = KillPhase.Requested;
            state.KillRequestedAt = Cpu.ReadTimestamp();
            s_pending++;
        }

        state.KillUncatchableAt = Scheduler.After(graceMilliseconds);
        state.KillCutAt = Scheduler.After(limitMilliseconds);
    }

    /// <summary>A task that was being killed has ended, or its kill is over. Interrupts are off.</summary>
    public static void HasEnded(TaskReference task)
    {
        if (task.State.Kill != KillPhase.None)
        {
            task.State.Kill = KillPhase.None;
            s_pending--;
        }
    }

    /// <summary>
    /// Other tasks may run from here on: some that are to be killed may be among them. Interrupts are off.
    /// </summary>
    public static void LookAgain()
    {
        if (s_pending != 0)
        {
            Scheduler.Wake(Task);
        }
    }

    /// <summary>
    /// Tasks of a program are about to go, which it may be looking at. The caller is another, with interrupts off.
    /// </summary>
    public static void Forget(int program)
    {
        if (s_program == program)
        {
            Scheduler.Unlink(Task);
            SystemTask.BeginAnew(Task);
            Task.State.Instance = 0;
            s_program = NoProgram;
            LookAgain(); // at those of others
        }
    }

    /// <summary>What it does.</summary>
    public static void Run()
    {
        while (true)
        {
            bool any = LookAtAll();
            bool on = Scheduler.TurnOff();
            if (!any)
            {
                Scheduler.Wait(WaitKind.Work);
            }
            else
            {
                Scheduler.Wait(WaitKind.Work, Scheduler.After(RetryMilliseconds));
            }

            Scheduler.TurnOn(on);
        }
    }

    private static bool LookAtAll()
    {
        s_round++;
        bool any = false;
        while (TryFind(out TaskReference task))
        {
            any = true;
            task.State.KillRound = s_round;
            s_program = task.State.Program;
            Scheduler.EnterInstanceOf(task);
            LookAt(task); // others run meanwhile, so the list may be another afterwards
            s_program = NoProgram;
            Task.State.Instance = 0;
        }

        return any;
    }

    /// <summary>One that is being killed and has not been looked at in this round.</summary>
    private static bool TryFind(out TaskReference task)
    {
        task = s_pending == 0 ? default : Threads.FirstTask;
        while (!task.IsNone && (task.State.Kill == KillPhase.None || task.State.KillRound == s_round
            || ProgramTable.IsStopped(task)))
        {
            task = task.NextOfAll;
        }

        return !task.IsNone;
    }

    private static void LookAt(TaskReference task)
    {
        ref TaskState state = ref task.State;
        ulong now = Cpu.ReadTimestamp();
        if (now >= state.KillCutAt)
        {
            TaskCut.Cut(task);
            return;
        }

        if (state.Kill == KillPhase.Thrown && now >= state.KillUncatchableAt && !KillInFlight.IsOn(in task.Block))
        {
            state.Kill = KillPhase.Requested; // a handler has swallowed it, or another exception took its place
        }

        if (state.Kill == KillPhase.Requested)
        {
            KillObstacle obstacle = TryKill(task);
            KillFigures.Count(obstacle);
        }
    }

    private static KillObstacle TryKill(TaskReference task)
    {
        ref TaskState state = ref task.State;
        KillObstacle obstacle;
        if (state.Phase == TaskPhase.Blocked)
        {
            if (state.Kind == WaitKind.Device)
            {
                bool wereOn = Scheduler.TurnOff();
                Scheduler.Wake(task, WakeReason.Killed); // its read ends with EINTR, and it is asked again
                Scheduler.TurnOn(wereOn);
                return KillObstacle.InWait;
            }

            if (state.Kind == WaitKind.Birth)
            {
                bool wereOn = Scheduler.TurnOff();
                Scheduler.Wake(task); // it ends before it has begun
                Scheduler.TurnOn(wereOn);
                return KillObstacle.InSystem;
            }

            if (state.Kind is not (WaitKind.Signal or WaitKind.Interrupt))
            {
                return KillObstacle.InWait;
            }

            obstacle = KillPoint.WhereWaiting(ref task.Block);
            if (obstacle == KillObstacle.None)
            {
                state.Kill = KillPhase.Thrown;
                bool on = Scheduler.TurnOff();
                Scheduler.Wake(task, WakeReason.Killed);
                Scheduler.TurnOn(on);
            }

            return obstacle;
        }

        if (!task.Block.IsInterrupted)
        {
            return KillObstacle.InSystem; // it has left the CPU by a call
        }

        obstacle = WhereStopped(task);
        if (obstacle == KillObstacle.None)
        {
            state.Kill = KillPhase.Thrown;
            KillPoint.Throw(ref task.Block);
        }

        return obstacle;
    }

    /// <summary>Looks at a task that an interrupt has stopped, while others run.</summary>
    private static KillObstacle WhereStopped(TaskReference task)
    {
        bool on = Scheduler.TurnOff();
        Scheduler.Unlink(task);
        task.State.Phase = TaskPhase.None; // nobody takes it up meanwhile
        Scheduler.TurnOn(on);
        KillObstacle obstacle = KillPoint.WhereStopped(ref task.Block);
        on = Scheduler.TurnOff();
        if (task.State.Phase == TaskPhase.None)
        {
            Scheduler.AddFirst(task);
        }
        else
        {
            obstacle = KillObstacle.InSystem; // it was led to its program's end meanwhile
        }

        Scheduler.TurnOn(on);
        return obstacle;
    }

    [RuntimeExport("theseus_let_others_run")]
    private static void LetOthersRun() => Scheduler.Yield();
}
