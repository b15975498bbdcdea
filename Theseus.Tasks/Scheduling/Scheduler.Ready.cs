using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Faults;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Scheduling;

// Who could run, and in which order. Where it does not matter how urgent a task is, all are at one level.
internal static partial class Scheduler
{
    private const ulong LatestPerSecond = 20;
    private const int MostUrgent = 2;
    private const ulong StarvedAfterSeconds = 2;
    private const ulong StarverLimitMilliseconds = 5000;
    private const int LevelCount = (2 * MostUrgent) + 1;

    [InlineArray(LevelCount)]
    private struct Levels
    {
        private ReadyLevel _first;
    }

    [InlineArray(LevelCount)]
    private struct Times
    {
        private ulong _first;
    }

    private static SchedulingPolicy s_policy;
    private static ReadyLevel s_all; // where it does not matter how urgent a task is
    private static Levels s_levels; // where it does: the least urgent first
    private static Times s_servedAt; // when one of a level was last taken, or came to be the only one
    private static WaitQueue s_byTime; // where each gets its share: by what they have had
    private static WaitQueue s_handedOver; // ahead of those
    private static ulong s_leastTime; // what the one has had that has had the least, of those that run or could
    private static WaitQueue s_passedOver; // of programs that are stopped

    /// <summary>The policy. Interrupts may be on.</summary>
    public static SchedulingPolicy Policy => s_policy;

    /// <summary>True where it matters how urgent a task is. Interrupts may be on.</summary>
    public static bool HasPriorities => s_policy != SchedulingPolicy.RoundRobin;

    /// <summary>
    /// True where those that have had a slice have waited for so long that one of them runs, whoever was woken.
    /// </summary>
    public static bool IsTurnOver(ulong ticks) => ticks >= Frequency / LatestPerSecond;

    private static bool AnyReady => s_policy == SchedulingPolicy.RoundRobin ? !s_all.IsEmpty : AnyReadyOfOthers;

    private static bool AnyReadyOfOthers => s_policy == SchedulingPolicy.Priority ? HighestLevel() >= 0
        : !s_byTime.IsEmpty || !s_handedOver.IsEmpty;

    /// <summary>
    /// Changes the policy: those that could run go on under it, in the order in which they are. What was lent is taken
    /// back; the next waits lend again.
    /// </summary>
    public static void SetPolicy(SchedulingPolicy policy)
    {
        bool on = TurnOff();
        ulong now = Cpu.ReadTimestamp();
        WaitQueue all = default; // on this stack: nobody is in it any more when this returns
        for (TaskReference task = TakeFirst(now); !task.IsNone; task = TakeFirst(now))
        {
            WaitQueue.Add(ref all, task);
        }

        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            task.State.RunsAs = task.State.Priority;
            task.State.VirtualTime = 0;
        }

        s_policy = policy;
        s_leastTime = 0;
        while (!all.IsEmpty)
        {
            AddReady(all.TakeFirst(), now);
        }

        TurnOn(on);
    }

    /// <summary>The running task, which is the system's own, is as urgent as any.</summary>
    public static void BeUrgent()
    {
        ref TaskState state = ref TaskReference.Current.State;
        state.Priority = state.RunsAs = MostUrgent;
    }

    /// <summary>
    /// A task is as urgent as this from now on: if it waits for its turn, among those that are. Interrupts are off.
    /// </summary>
    public static void SetRunsAs(TaskReference task, sbyte level)
    {
        if (task.State.RunsAs == level)
        {
            return;
        }

        bool isQueued = s_policy == SchedulingPolicy.Priority && task.State.Phase == TaskPhase.Runnable
            && !task.State.Queue.IsNone;
        if (!isQueued)
        {
            task.State.RunsAs = level;
            return;
        }

        task.State.Queue.Queue.Remove(task);
        task.State.RunsAs = level;
        AddWoken(task, Cpu.ReadTimestamp());
    }

    private static int LevelOf(TaskReference task) => MostUrgent + task.State.RunsAs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWoken(TaskReference task, ulong now)
    {
        if (s_policy == SchedulingPolicy.RoundRobin)
        {
            ReadyLevel.AddWoken(ref s_all, task);
        }
        else
        {
            AddWokenToOthers(task, now);
        }
    }

    private static void AddWokenToOthers(TaskReference task, ulong now)
    {
        task.State.ReadySince = now;
        task.State.RunsAs = Math.Max(task.State.RunsAs, task.State.Priority); // it has let others run
        if (s_policy == SchedulingPolicy.Priority)
        {
            ReadyLevel.AddWoken(ref LevelFor(task, now), task);
            bool isUrgent = task.State.RunsAs > TaskReference.Current.State.RunsAs;
            ArmBy(now + (Frequency / (isUrgent ? SoonPerSecond : SlicesPerSecond)));
            return;
        }

        // It may have slept for long: what it has not had then it does not get now, but for one slice.
        ulong least = s_leastTime - Math.Min(s_leastTime, Frequency / SlicesPerSecond);
        task.State.VirtualTime = Math.Max(task.State.VirtualTime, least);
        AddByTime(task);
    }

    private static void AddBeforeAll(TaskReference task)
    {
        switch (s_policy)
        {
            case SchedulingPolicy.RoundRobin:
                ReadyLevel.AddFirst(ref s_all, task);
                return;
            case SchedulingPolicy.Priority:
                ReadyLevel.AddFirst(ref LevelFor(task, Cpu.ReadTimestamp()), task);
                return;
            default:
                WaitQueue.AddFirst(ref s_handedOver, task);
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddReady(TaskReference task, ulong now)
    {
        task.State.Phase = TaskPhase.Runnable;
        if (s_policy == SchedulingPolicy.RoundRobin)
        {
            ReadyLevel.AddReady(ref s_all, task, now);
        }
        else
        {
            AddReadyToOthers(task, now);
        }
    }

    private static void AddReadyToOthers(TaskReference task, ulong now)
    {
        if (s_policy == SchedulingPolicy.Priority)
        {
            ReadyLevel.AddReady(ref LevelFor(task, now), task, now);
            return;
        }

        Charge(task, now);
        AddByTime(task);
    }

    /// <summary>The level that a task is to be put into.</summary>
    private static ref ReadyLevel LevelFor(TaskReference task, ulong now)
    {
        int level = LevelOf(task);
        if (s_levels[level].IsEmpty)
        {
            s_servedAt[level] = now;
        }

        return ref s_levels[level];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TaskReference TakeFirst(ulong now) => s_policy == SchedulingPolicy.RoundRobin
        ? s_all.TakeNext(now) : TakeFirstOfOthers(now);

    private static TaskReference TakeFirstOfOthers(ulong now)
    {
        if (s_policy == SchedulingPolicy.Priority)
        {
            int level = HighestLevel();
            if (level < 0)
            {
                return default;
            }

            s_servedAt[level] = now;
            return s_levels[level].TakeNext(now);
        }

        if (!s_handedOver.IsEmpty)
        {
            return s_handedOver.TakeFirst();
        }

        TaskReference first = s_byTime.TakeFirst();
        s_leastTime = first.IsNone ? s_leastTime : Math.Max(s_leastTime, first.State.VirtualTime);
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TaskReference TakeNext(ulong now)
    {
        while (true)
        {
            TaskReference task = TakeFirst(now);
            if (task.IsNone || !ProgramTable.IsStopped(task))
            {
                return task;
            }

            WaitQueue.Add(ref s_passedOver, task);
        }
    }

    /// <summary>
    /// The next to run in place of one that could go on, at the end of its slice; none where it goes on.
    /// </summary>
    private static TaskReference TakeNextInPlaceOf(TaskReference running, ulong now) => s_policy switch
    {
        SchedulingPolicy.Priority when HighestLevel() < LevelOf(running) => default,
        SchedulingPolicy.Fair when s_handedOver.IsEmpty && !HasHadLess(running, now) => default,
        _ => TakeNext(now),
    };

    /// <summary>
    /// Where the running task has kept others that are less urgent from running for too long, and has not waited for
    /// anything itself, it has failed, as one that is silent: one that is supervised is ended, to begin anew; another
    /// is as urgent as those until it waits.
    /// </summary>
    private static void LookForStarving(in InterruptFrame frame, ulong now)
    {
        TaskReference running = TaskReference.Current;
        ref TaskState state = ref running.State;
        ulong longest = Frequency * StarvedAfterSeconds;
        int level = LevelOf(running) - 1;
        while (level >= 0 && (s_levels[level].IsEmpty || now - s_servedAt[level] <= longest))
        {
            level--;
        }

        if (level < 0 || now - state.ReadySince <= longest || state.Kill != KillPhase.None)
        {
            return;
        }

        TaskFault.OfStarving(running, in frame);
        if (state.IsSupervised)
        {
            KillTask.Ask(running, 0, StarverLimitMilliseconds);
        }
        else
        {
            state.RunsAs = (sbyte)(level - MostUrgent);
        }
    }

    /// <summary>True where somebody waits for a turn that has had less than the one that runs.</summary>
    private static bool HasHadLess(TaskReference running, ulong now)
    {
        Charge(running, now);
        ulong own = running.State.VirtualTime;
        ulong least = s_byTime.IsEmpty ? own : Math.Min(own, s_byTime.First.State.VirtualTime);
        s_leastTime = Math.Max(s_leastTime, least);
        return least < own;
    }

    /// <summary>
    /// The running task is left: counts what it has had where that matters; true if another could run.
    /// </summary>
    private static bool ChargeAndLook(TaskReference running, ulong now)
    {
        if (s_policy == SchedulingPolicy.Fair)
        {
            Charge(running, now);
        }

        return AnyReadyOfOthers;
    }

    /// <summary>Counts what the running task has had since that was done last.</summary>
    private static void Charge(TaskReference task, ulong now)
    {
        if (task != TaskReference.Current)
        {
            return; // it has not run
        }

        ref TaskState state = ref task.State;
        state.VirtualTime += ((now - state.RunningSince) << MostUrgent) >> (state.RunsAs + MostUrgent);
        state.RunTicks = state.RanUntil(now);
        state.RunningSince = now;
    }

    private static void AddByTime(TaskReference task)
    {
        TaskReference before = default;
        ulong time = task.State.VirtualTime;
        for (TaskReference at = s_byTime.First; !at.IsNone && at.State.VirtualTime <= time; at = at.State.Next)
        {
            before = at;
        }

        WaitQueue.AddBehind(ref s_byTime, before, task);
    }

    /// <summary>The most urgent level at which there is somebody; -1 for none.</summary>
    private static int HighestLevel()
    {
        int level = LevelCount - 1;
        while (level >= 0 && s_levels[level].IsEmpty)
        {
            level--;
        }

        return level;
    }
}
