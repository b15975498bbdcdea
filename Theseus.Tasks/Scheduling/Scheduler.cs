using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// Who runs on the CPU. Of those that could, who was woken runs ahead of those that have had a slice, which take turns,
/// and of which one runs every 50 ms at the latest: so who waits for an event answers it soon, whoever uses the CPU up.
/// Other policies order them by how urgent they are, or by what they have had (<see cref="SchedulingPolicy"/>). Tasks
/// that wait for a time stand in a list by that time.
/// <para>A task gives the CPU up by waiting or yielding, and the timer takes it away after a slice
/// (<see cref="OnTimer"/>). What is written here is written with interrupts off; a switch is made so too, and whoever
/// is switched to turns them on again.</para>
/// <para>Each task runs in the instance of all state that is its program's (<see cref="Instances"/>): a switch to one
/// of another program makes that one the instance that runs.</para>
/// </summary>
[Resident]
internal static partial class Scheduler
{
    /// <summary>The time of a wait that only its event ends.</summary>
    public const ulong Never = ulong.MaxValue;

    private const int NoProgram = -1;
    private const ulong SlicesPerSecond = 200;
    private const ulong RetriesPerSecond = 2000;
    private const ulong LooksPerSecond = 4;
    private const ulong LongestPerSecond = 20; // 1/20 s: what the timer can count

    private static ulong s_hopelessLookedForAt;

    /// <summary>Times that a task has been stopped to let another run.</summary>
    public static ulong Preemptions { get; private set; }

    /// <summary>
    /// Ticks of the time-stamp counter by which the timer was late at most, because interrupts were off, or by its own
    /// rounding. Who shows it begins anew.
    /// </summary>
    public static ulong LatestTick { get; set; }

    /// <summary>The address at which it came then: where interrupts were turned on again, most likely.</summary>
    public static ulong LatestTickAt { get; private set; }

    /// <summary>Times that one task has followed another.</summary>
    public static ulong Switches { get; private set; }

    /// <summary>Ticks of the time-stamp counter in which there was nothing to do.</summary>
    public static ulong IdleTicks { get; private set; }

    /// <summary>Lets every other task that could run do so before the caller goes on. False if there is none.</summary>
    public static bool Yield()
    {
        bool on = TurnOff();
        ulong now = Cpu.ReadTimestamp();
        TaskReference next = TakeNext(now);
        if (!next.IsNone)
        {
            TaskReference self = TaskReference.Current;
            AddReady(self, now);
            Account(self, next, now);
            ThreadControlBlock.SwitchTo(next);
        }

        TurnOn(on);
        return !next.IsNone;
    }

    /// <summary>Lets one task that could run do so at once; the caller is the first to follow it.</summary>
    public static void YieldTo(TaskReference task)
    {
        bool on = TurnOff();
        if (task.State.Phase == TaskPhase.Runnable)
        {
            task.State.Queue.Queue.Remove(task);
            TaskReference self = TaskReference.Current;
            self.State.Phase = TaskPhase.Runnable;
            AddBeforeAll(self);
            Switch(task);
        }

        TurnOn(on);
    }

    /// <summary>
    /// Waits until <see cref="Wake(TaskReference)"/>, or the time. Interrupts are off; the caller has put itself into
    /// the queue where who wakes it looks for it, if any.
    /// </summary>
    public static WakeReason Wait(WaitKind kind, ulong until = Never)
    {
        TaskReference self = TaskReference.Current;
        ref TaskState state = ref self.State;
        state.Phase = TaskPhase.Blocked;
        state.Kind = kind;
        state.Waits++;
        state.WakeAt = until;
        if (until != Never)
        {
            AddSleeper(self);
        }

        TaskReference next = WaitForNext();

        if (next == self && !state.IsLed)
        {
            state.Phase = TaskPhase.Running;
        }
        else
        {
            Switch(next);
        }

        return state.Reason;
    }

    /// <summary>Makes a task that waits go on, if it still does.</summary>
    public static void Wake(TaskReference task) => Wake(task, WakeReason.Signalled);

    /// <summary>As above, and says why. Interrupts are off.</summary>
    public static void Wake(TaskReference task, WakeReason reason)
    {
        ref TaskState state = ref task.State;
        if (state.Phase != TaskPhase.Blocked)
        {
            return;
        }

        Unlink(task);
        state.Reason = reason;
        Add(task);
    }

    /// <summary>Makes all that are in a queue go on. Interrupts are off.</summary>
    public static void WakeAll(ref WaitQueue queue)
    {
        while (!queue.IsEmpty)
        {
            Wake(queue.First);
        }
    }

    /// <summary>Makes a new task one of those that could run. Interrupts are off.</summary>
    public static void Add(TaskReference task)
    {
        ulong now = Cpu.ReadTimestamp();
        task.State.Phase = TaskPhase.Runnable;
        AddWoken(task, now);
        ArmBy(now + (Frequency / SlicesPerSecond));
    }

    /// <summary>Makes a new task one that waits until somebody lets it begin. Interrupts are off.</summary>
    public static void AddBlocked(TaskReference task)
    {
        task.State.Phase = TaskPhase.Blocked;
        task.State.Kind = WaitKind.Birth;
    }

    /// <summary>Makes a task that is in no list the next to run. Interrupts are off.</summary>
    public static void AddFirst(TaskReference task)
    {
        task.State.Phase = TaskPhase.Runnable;
        AddBeforeAll(task);
        ArmBy(Cpu.ReadTimestamp() + (Frequency / SlicesPerSecond));
    }

    /// <summary>
    /// Takes a task out of all lists of the scheduler's, and the queue that it is in. Interrupts are off.
    /// </summary>
    public static void Unlink(TaskReference task)
    {
        if (task.State.Phase == TaskPhase.Blocked)
        {
            ForgetTime(task);
        }

        if (!task.State.Queue.IsNone)
        {
            LeaveQueue(task);
        }
    }

    private static bool WaitsElsewhere(TaskReference task)
    {
        nuint own = task.State.Instance;
        return own != 0 && own != Instances.Current && !task.State.Queue.IsNone
            && !Instances.IsCommon(task.State.Queue.Address);
    }

    /// <summary>
    /// The queue may lie in memory of which each instance has its own: then it is looked at in the task's.
    /// </summary>
    private static void LeaveQueue(TaskReference task)
    {
        nuint running = Instances.Current;
        bool isElsewhere = WaitsElsewhere(task);
        if (isElsewhere)
        {
            Instances.Activate(task.State.Instance);
        }

        task.State.Queue.Queue.Remove(task);
        if (isElsewhere)
        {
            Instances.Activate(running);
        }
    }

    /// <summary>Leaves the running task, which is in no list, for good. Interrupts are off.</summary>
    public static void LeaveForGood()
    {
        Switch(WaitForNext());
    }

    /// <summary>A program goes on that was stopped: so do its tasks that could run. Interrupts are off.</summary>
    public static void TakeUpPassedOver()
    {
        while (!s_passedOver.IsEmpty)
        {
            Add(s_passedOver.TakeFirst()); // those that are still to be passed over will be
        }

        KillTask.LookAgain();
    }

    /// <summary>The running task, which is of no instance, goes on in another task's.</summary>
    public static void EnterInstanceOf(TaskReference task)
    {
        bool on = TurnOff();
        TaskReference.Current.State.Instance = task.State.Instance;
        if (task.State.Instance != 0)
        {
            Instances.Activate(task.State.Instance);
        }

        TurnOn(on);
    }

    /// <summary>
    /// The timer's interrupt: wakes who has waited long enough, and lets the next task run if the one that was
    /// interrupted can be stopped there.
    /// </summary>
    public static void OnTimer(ref InterruptFrame frame, bool canStop)
    {
        ulong now = Cpu.ReadTimestamp();
        if (now > s_dueAt && now - s_dueAt > LatestTick)
        {
            (LatestTick, LatestTickAt) = (now - s_dueAt, frame.Rip);
        }

        s_timerAt = Never;
        LetOthersRun(ref frame, now, canStop);
    }

    /// <summary>
    /// As a tick, but in a device's interrupt, where the one that was interrupted can be stopped. The tick that the
    /// timer is armed for still comes: others have work to do there.
    /// </summary>
    public static void OnDevice(ref InterruptFrame frame) =>
        LetOthersRun(ref frame, Cpu.ReadTimestamp(), canStop: true);

    private static void LetOthersRun(ref InterruptFrame frame, ulong now, bool canStop)
    {
        if (s_timerAt != Never && now > s_dueAt && now - s_dueAt > Frequency / SlicesPerSecond)
        {
            s_timerAt = Never; // its tick has not come: what has armed it was cut short by a fault
        }

        WakeSleepers(now, canStop);
        if (canStop && now - s_hopelessLookedForAt > Frequency / LooksPerSecond)
        {
            s_hopelessLookedForAt = now;
            HopelessWaits.TryEndOne(); // the CPU may never be idle
        }

        if (canStop && s_policy == SchedulingPolicy.Priority)
        {
            LookForStarving(in frame, now);
        }

        bool isToBeKilled = canStop && KillTask.Wants(frame.Rip);
        TaskReference next = canStop && !isToBeKilled ? TakeNextInPlaceOf(TaskReference.Current, now) : default;
        if (isToBeKilled)
        {
            StopForKiller(ref frame);
        }
        else if (!next.IsNone)
        {
            TaskReference self = TaskReference.Current;
            AddReady(self, now);
            Account(self, next, now);
            Preemptions++;
            ThreadControlBlock.Exchange(ref frame, next);
        }

        ulong perSecond = KillTask.IsAfterCurrent ? RetriesPerSecond
            : !AnyReady ? LongestPerSecond
            : canStop ? SlicesPerSecond : RetriesPerSecond;
        ArmBy(now + (Frequency / perSecond));
    }

    /// <summary>
    /// Stops the task that an interrupt has found where it can be killed, and lets the one that kills run; the stopped
    /// one is the first to follow it.
    /// </summary>
    public static void StopForKiller(ref InterruptFrame frame)
    {
        TaskReference self = TaskReference.Current;
        Unlink(KillTask.Task);
        KillTask.Task.State.Reason = WakeReason.Signalled;
        self.State.Phase = TaskPhase.Runnable;
        AddBeforeAll(self);
        Account(self, KillTask.Task, Cpu.ReadTimestamp());
        Preemptions++;
        ThreadControlBlock.Exchange(ref frame, KillTask.Task);
    }

    /// <summary>Turns interrupts off; true if they were on.</summary>
    public static bool TurnOff() => Cpu.DisableInterrupts() != 0;

    /// <summary>Turns them on again if they were.</summary>
    public static void TurnOn(bool wereOn)
    {
        if (wereOn)
        {
            Cpu.EnableInterrupts();
        }
    }

    /// <summary>The next to run, which may be the caller; halts until there is one.</summary>
    private static TaskReference WaitForNext()
    {
        TaskReference next = TakeNext(Cpu.ReadTimestamp());
        while (next.IsNone)
        {
            Idle();
            next = TakeNext(Cpu.ReadTimestamp());
        }

        return next;
    }

    private static void Switch(TaskReference next)
    {
        Account(TaskReference.Current, next, Cpu.ReadTimestamp());
        ThreadControlBlock.SwitchTo(next);
    }

    private static void Account(TaskReference from, TaskReference to, ulong now)
    {
        Switches++;
        bool anyReady = s_policy == SchedulingPolicy.RoundRobin ? !s_all.IsEmpty : ChargeAndLook(from, now);
        from.State.RunTicks = from.State.RanUntil(now);
        to.State.RunningSince = now;
        to.State.Phase = TaskPhase.Running;
        nuint instance = to.State.Instance;
        if (instance != 0 && instance != Instances.Current)
        {
            Instances.Activate(instance);
        }

        if (anyReady)
        {
            ArmBy(now + (Frequency / SlicesPerSecond));
        }
    }

    /// <summary>Nobody can run: waits for an interrupt, or ends a wait that nothing else could end.</summary>
    private static void Idle()
    {
        if (HopelessWaits.TryEndOne())
        {
            return;
        }

        if (NobodySleeps && !HopelessWaits.DeviceMayWakeOne)
        {
            Panic.Stop("no task can run, and nothing could wake one"u8);
        }

        ulong since = Cpu.ReadTimestamp();
        s_timerAt = Never; // nothing else would come to notice that it is not armed after all
        ArmBy(since + (Frequency / LongestPerSecond));
        s_isIdle = true;
        Cpu.WaitForInterrupt();
        Cpu.DisableInterrupts();
        s_isIdle = false;
        Upcalls.DeliverSignals();
        ProgramTable.EndWanted(NoProgram);
        ulong now = Cpu.ReadTimestamp();
        IdleTicks += now - since;
        TaskReference.Current.State.RunningSince += now - since; // who waits here does not run
        WakeSleepers(now, mayActivate: true);
    }

}
