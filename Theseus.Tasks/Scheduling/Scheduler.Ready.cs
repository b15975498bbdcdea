using System.Runtime.CompilerServices;
using Theseus.Runtime;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Scheduling;

// Who could run.
internal static partial class Scheduler
{
    private const ulong LatestPerSecond = 20;

    private static WaitQueue s_woken; // have begun, or waited, and not run since
    private static WaitQueue s_ready; // have run until they yielded or their slice was over
    private static ulong s_readyServedAt; // when the first of s_ready was taken last, or came
    private static WaitQueue s_passedOver; // of programs that are stopped

    private static bool AnyReady => !s_woken.IsEmpty || !s_ready.IsEmpty;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddReady(TaskReference task, ulong now)
    {
        if (s_ready.IsEmpty)
        {
            s_readyServedAt = now;
        }

        task.State.Phase = TaskPhase.Runnable;
        WaitQueue.Add(ref s_ready, task);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TaskReference TakeFirst(ulong now)
    {
        if (s_ready.IsEmpty || (!s_woken.IsEmpty && now - s_readyServedAt < Frequency / LatestPerSecond))
        {
            return s_woken.TakeFirst();
        }

        s_readyServedAt = now;
        return s_ready.TakeFirst();
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
}
