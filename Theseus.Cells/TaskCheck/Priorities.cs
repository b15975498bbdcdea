using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;

namespace Theseus.Cells.TaskCheck;

/// <summary>Where the machine's policy is <c>priority</c>: who is more urgent runs first.</summary>
internal static class Priorities
{
    private const int MostWaitMs = 60_000;

    public static int Run()
    {
        Order();
        Lent();
        Starving();
        Refused();
        return Checks.End();
    }

    private static void Order()
    {
        string order = "";
        object gate = new();
        TaskEvent begin = new(EventReset.Manual);
        List<JoinHandle<bool>> tasks = [];
        foreach (TaskPriority priority in new[] { TaskPriority.Lowest, TaskPriority.Highest, TaskPriority.BelowNormal })
        {
            tasks.Add(TaskBuilder.For(() =>
            {
                begin.Wait();
                lock (gate)
                {
                    order += $"{priority} ";
                }
            }).WithPriority(priority).Spawn());
        }

        Thread.Sleep(50); // all wait
        begin.Set();
        tasks.ForEach(task => task.Wait());
        Checks.Is("priorities.order", "Highest BelowNormal Lowest ", order);
    }

    /// <summary>Without what is lent, the one in the middle would keep the other two from going on for ever.</summary>
    private static void Lent()
    {
        TaskMutex mutex = new();
        bool isHeld = false;
        bool isOver = false;
        JoinHandle<bool> low = TaskBuilder.For(() =>
        {
            using MutexGuard guard = mutex.Enter();
            isHeld = true;
            while (mutex.Waiters == 0)
            {
                Thread.Sleep(1);
            }

            long until = Environment.TickCount64 + 100;
            while (Environment.TickCount64 < until)
            {
            }
        }).WithPriority(TaskPriority.Lowest).Spawn();
        while (!Volatile.Read(ref isHeld))
        {
            Thread.Sleep(1);
        }

        JoinHandle<bool> high = TaskBuilder.For(() =>
        {
            mutex.Enter().Dispose();
            isOver = true;
        }).WithPriority(TaskPriority.Highest).Spawn();
        JoinHandle<bool> middle = TaskBuilder.For(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
            }
        }).WithPriority(TaskPriority.Normal).Spawn();
        Checks.Is("priorities.lent", "True True True",
            $"{high.Wait(MostWaitMs)} {middle.Wait(MostWaitMs)} {low.Wait(MostWaitMs)}");
    }

    /// <summary>One that is supervised and lets nobody else run begins anew; its second life returns.</summary>
    private static void Starving()
    {
        int lives = 0;
        bool hasRun = false;
        using Supervisor supervisor = Supervisor.Begin("starving", new RestartPolicy());
        SupervisedTask hog = TaskBuilder.For(() =>
        {
            lives++;
            while (lives == 1)
            {
            }
        }).Named("hog").WithPriority(TaskPriority.AboveNormal).SpawnUnder(supervisor, RestartKind.Transient);
        JoinHandle<bool> low = TaskBuilder.For(() => hasRun = true).WithPriority(TaskPriority.Lowest).Spawn();
        Checks.Is("priorities.starving", "True Done 1 2",
            $"{hog.Wait(MostWaitMs)} {hog.State} {hog.Restarts} {lives}");
        Checks.Is("priorities.starved", "True True", $"{low.Wait(MostWaitMs)} {hasRun}");
    }

    private static void Refused()
    {
        string refused = "nothing";
        try
        {
            TaskBuilder.For(() => { }).WithPriority(TaskPriority.Highest + 1);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            refused = exception.ParamName!;
        }

        Checks.Is("priorities.refused", "priority", refused);
    }
}
