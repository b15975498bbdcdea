using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

// Who waits for a time, and when the timer ticks.
internal static partial class Scheduler
{
    private const ulong FrequencyBeforeTheClock = 1_000_000_000;

    private const ulong SoonPerSecond = 50_000; // 20 us, about the least that the timer counts

    private static bool s_isIdle; // halted until an interrupt comes
    private static TaskReference s_sleepers; // by time
    private static ulong s_timerAt = Never; // when the timer is to tick
    private static ulong s_dueAt = Never; // when it will

    /// <summary>
    /// True if no task waits for a time but the one that compares pages, which is of use to nobody then.
    /// </summary>
    private static bool NobodySleeps => s_sleepers.IsNone
        || (s_sleepers == SystemTask.Scrubber && s_sleepers.State.NextSleeper.IsNone);

    private static ulong Frequency =>
        CollectorHost.TimestampFrequency() is var frequency && frequency != 0 ? frequency : FrequencyBeforeTheClock;

    /// <summary>The tick of the time-stamp counter that is so many milliseconds from now.</summary>
    public static ulong After(ulong milliseconds)
    {
        UInt128 ticks = (UInt128)milliseconds * Frequency / 1000;
        ulong now = Cpu.ReadTimestamp();
        return ticks > Never - now - 1 ? Never - 1 : now + (ulong)ticks;
    }

    /// <summary>Nanoseconds since a tick of the time-stamp counter.</summary>
    public static ulong NanosecondsSince(ulong tick) =>
        (ulong)((UInt128)(Cpu.ReadTimestamp() - tick) * 1_000_000_000 / Frequency);

    /// <summary>
    /// Takes a task that waits out of the list by time: only its event ends the wait. Interrupts are off.
    /// </summary>
    public static void ForgetTime(TaskReference task)
    {
        if (task.State.WakeAt == Never)
        {
            return;
        }

        task.State.WakeAt = Never;
        if (s_sleepers == task)
        {
            s_sleepers = task.State.NextSleeper;
            return;
        }

        for (TaskReference at = s_sleepers; !at.IsNone; at = at.State.NextSleeper)
        {
            if (at.State.NextSleeper == task)
            {
                at.State.NextSleeper = task.State.NextSleeper;
                return;
            }
        }
    }

    /// <summary>
    /// A device's interrupt has woken a task: it follows the one that was interrupted at once, or, where that cannot be
    /// stopped, at a tick soon.
    /// </summary>
    public static void SwitchSoon()
    {
        if (!s_isIdle && !Upcalls.TrySwitchAfterInterrupt())
        {
            ArmBy(Cpu.ReadTimestamp() + (Frequency / SoonPerSecond));
        }
    }

    private static void AddSleeper(TaskReference task)
    {
        ulong at = task.State.WakeAt;
        if (s_sleepers.IsNone || at < s_sleepers.State.WakeAt)
        {
            task.State.NextSleeper = s_sleepers;
            s_sleepers = task;
            ArmBy(at);
            return;
        }

        TaskReference before = s_sleepers;
        while (!before.State.NextSleeper.IsNone && before.State.NextSleeper.State.WakeAt <= at)
        {
            before = before.State.NextSleeper;
        }

        task.State.NextSleeper = before.State.NextSleeper;
        before.State.NextSleeper = task;
    }

    /// <param name="now">What time it is.</param>
    /// <param name="mayActivate">
    /// False in the middle of kernel code: who waits in a queue that another instance has stays until the next tick.
    /// </param>
    private static void WakeSleepers(ulong now, bool mayActivate)
    {
        TaskReference next;
        for (TaskReference task = s_sleepers; !task.IsNone && task.State.WakeAt <= now; task = next)
        {
            next = task.State.NextSleeper;
            if (mayActivate || !WaitsElsewhere(task))
            {
                Wake(task, WakeReason.TimedOut);
            }
        }
    }

    /// <summary>Makes the timer tick at a time, or at the first sleeper's, unless it will before.</summary>
    private static void ArmBy(ulong time)
    {
        if (!s_sleepers.IsNone && s_sleepers.State.WakeAt < time)
        {
            time = s_sleepers.State.WakeAt;
        }

        if (time >= s_timerAt)
        {
            return;
        }

        s_timerAt = time;
        ulong now = Cpu.ReadTimestamp();
        ulong ticks = time > now ? time - now : Frequency / RetriesPerSecond; // who could not be woken is again
        s_dueAt = now + ticks;
        Upcalls.ArmTimer(ticks * 1_000_000 / Frequency);
    }
}
