using System.Runtime.CompilerServices;
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

    private static SchedulingPolicy s_policy;
    private static Levels s_levels; // the least urgent first; the middle one where there is but one
    private static WaitQueue s_byTime; // where each gets its share: by what they have had
    private static WaitQueue s_handedOver; // ahead of those
    private static ulong s_leastTime; // what the last of them had had that was taken
    private static WaitQueue s_passedOver; // of programs that are stopped

    /// <summary>The policy. Interrupts may be on.</summary>
    public static SchedulingPolicy Policy => s_policy;

    private static bool AnyReady => s_policy switch
    {
        SchedulingPolicy.RoundRobin => !s_levels[MostUrgent].IsEmpty,
        SchedulingPolicy.Priority => HighestLevel() >= 0,
        _ => !s_byTime.IsEmpty || !s_handedOver.IsEmpty,
    };

    /// <summary>Changes the policy: those that could run go on under it, in the order in which they are.</summary>
    public static void SetPolicy(SchedulingPolicy policy)
    {
        bool on = TurnOff();
        ulong now = Cpu.ReadTimestamp();
        WaitQueue all = default; // on this stack: nobody is in it any more when this returns
        for (TaskReference task = TakeFirst(now); !task.IsNone; task = TakeFirst(now))
        {
            WaitQueue.Add(ref all, task);
        }

        s_policy = policy;
        s_leastTime = 0;
        while (!all.IsEmpty)
        {
            TaskReference task = all.TakeFirst();
            task.State.VirtualTime = 0;
            AddReady(task, now);
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

    private static int LevelOf(TaskReference task) =>
        s_policy == SchedulingPolicy.Priority ? MostUrgent + task.State.RunsAs : MostUrgent;

    private static void AddWoken(TaskReference task, ulong now)
    {
        if (s_policy == SchedulingPolicy.Fair)
        {
            // It may have slept for long: what it has not had then it does not get now, but for one slice.
            ulong least = s_leastTime - Math.Min(s_leastTime, Frequency / SlicesPerSecond);
            task.State.VirtualTime = Math.Max(task.State.VirtualTime, least);
            AddByTime(task);
            return;
        }

        ReadyLevel.AddWoken(ref s_levels[LevelOf(task)], task, now);
    }

    private static void AddBeforeAll(TaskReference task)
    {
        if (s_policy == SchedulingPolicy.Fair)
        {
            WaitQueue.AddFirst(ref s_handedOver, task);
            return;
        }

        ReadyLevel.AddFirst(ref s_levels[LevelOf(task)], task, Cpu.ReadTimestamp());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddReady(TaskReference task, ulong now)
    {
        task.State.Phase = TaskPhase.Runnable;
        if (s_policy == SchedulingPolicy.Fair)
        {
            Charge(task, now);
            AddByTime(task);
            return;
        }

        ReadyLevel.AddReady(ref s_levels[LevelOf(task)], task, now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TaskReference TakeFirst(ulong now)
    {
        ulong latest = Frequency / LatestPerSecond;
        if (s_policy == SchedulingPolicy.RoundRobin)
        {
            return s_levels[MostUrgent].TakeNext(now, latest);
        }

        if (s_policy == SchedulingPolicy.Priority)
        {
            int level = HighestLevel();
            return level < 0 ? default : s_levels[level].TakeNext(now, latest);
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
        while (level >= 0 && (s_levels[level].IsEmpty || now - s_levels[level].ServedAt <= longest))
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
        return !s_byTime.IsEmpty && s_byTime.First.State.VirtualTime < running.State.VirtualTime;
    }

    /// <summary>Counts what the running task has had since that was done last.</summary>
    private static void Charge(TaskReference task, ulong now)
    {
        if (task != TaskReference.Current)
        {
            return;
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
