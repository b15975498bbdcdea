using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;
using Theseus.Tests.Tasks;

namespace Theseus.Tasks.Kill;

/// <summary>
/// The task that kills others, on the host: stacks are not looked at, so a task is killed where it waits for another,
/// and where it asks (<see cref="ThrowIfWanted"/>).
/// </summary>
internal static class KillTask
{
    public static TaskReference Task { get; private set; }

    public static bool IsAfterCurrent => TaskReference.Current.State.Kill == KillPhase.Requested;

    public static bool Wants(ulong instructionPointer) => false;

    public static void Reset()
    {
        Task = default;
        TaskKilledException.Initialize();
    }

    /// <summary>A place in a task's code where it can be killed.</summary>
    public static void ThrowIfWanted()
    {
        if (IsAfterCurrent)
        {
            TaskReference.Current.State.Kill = KillPhase.Thrown;
            throw TaskKilledException.Instance;
        }
    }

    public static void Request(TaskReference task, ulong graceMilliseconds, ulong limitMilliseconds)
    {
        bool on = Scheduler.TurnOff();
        if (task.State.Phase != TaskPhase.Exited && task.State.Kill == KillPhase.None)
        {
            task.State.Kill = KillPhase.Requested;
            Begin();
            Scheduler.Wake(Task);
        }

        Scheduler.TurnOn(on);
    }

    public static void Ask(TaskReference task, ulong graceMilliseconds, ulong limitMilliseconds) =>
        task.State.Kill = KillPhase.Requested;

    public static void HasEnded(TaskReference task) => task.State.Kill = KillPhase.None;

    public static void Forget(int program)
    {
    }

    public static void LookAgain()
    {
    }

    public static void Run()
    {
        while (true)
        {
            bool on = Scheduler.TurnOff();
            Scheduler.Wait(WaitKind.Work, LookAtAll() ? Scheduler.After(1) : Scheduler.Never);
            Scheduler.TurnOn(on);
        }
    }

    private static void Begin()
    {
        if (Task.IsNone)
        {
            Task = SimulatedCpu.Make(Run);
            Threads.Add(Task);
            Scheduler.Add(Task);
        }
    }

    /// <summary>True if some are still to be killed.</summary>
    private static bool LookAtAll()
    {
        bool any = false;
        for (TaskReference task = Threads.FirstTask; !task.IsNone; task = task.NextOfAll)
        {
            ref TaskState state = ref task.State;
            if (state.Kill != KillPhase.Requested)
            {
                continue;
            }

            any = true;
            if (state.Phase == TaskPhase.Blocked && state.Kind == WaitKind.Signal)
            {
                state.Kill = KillPhase.Thrown;
                Scheduler.Wake(task, WakeReason.Killed);
            }
        }

        return any;
    }
}
