using System.Runtime.CompilerServices;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Spawning;

namespace Theseus.Cells.TaskCheck;

/// <summary>Stacks have the memory that they use, however large they may become.</summary>
internal static class Stacks
{
    private const int ManyTasks = 600; // 300 MiB, if each had all of its stack
    private const int ManyMostStacks = 20; // 320 MiB
    private const int Frames = 4000;
    private const int FrameBytes = 2048;
    private const int Chunk = 64 * 1024;
    private const int ChurnTurns = 400;
    private const int ChurnTasks = 40;
    private const int ChurnSeed = 20261128;

    public static int Run()
    {
        Many("many", ManyTasks, TaskBuilder<int>.LeastStack);
        Many("large", ManyMostStacks, TaskBuilder<int>.MostStack);
        Deep();
        Churn();
        Overflowing();
        WithoutMemory();
        return Checks.End();
    }

    /// <summary>All are there at once; each goes some way down before it waits, and comes back.</summary>
    private static void Many(string name, int count, int stackBytes)
    {
        using TaskSemaphore arrived = new(0, count);
        using TaskEvent go = new(EventReset.Manual);
        JoinHandle<int>[] tasks = new JoinHandle<int>[count];
        for (int i = 0; i < count; i++)
        {
            int number = i;
            tasks[i] = TaskBuilder.For(() =>
            {
                int sum = Descend(number % 4, number);
                arrived.Release();
                go.Wait();
                return sum;
            }).WithStack(stackBytes).Spawn();
        }

        for (int i = 0; i < count; i++)
        {
            arrived.Wait();
        }

        go.Set();
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            right += tasks[i].Join() == Expected(i % 4, i) ? 1 : 0;
        }

        Checks.Is($"stacks.{name}", count, right);
    }

    /// <summary>The same stack twice: what one has grown is used or given back, and holds what it should.</summary>
    private static void Deep()
    {
        for (int round = 1; round <= 2; round++)
        {
            int start = round;
            JoinHandle<int> task = TaskBuilder.For(() => Descend(Frames, start)).WithStack(TaskBuilder<int>.MostStack)
                .Spawn();
            Checks.Is($"stacks.deep.{round}", Expected(Frames, start), task.Join());
        }
    }

    /// <summary>
    /// Stacks of three sizes taken, given back and taken again in no order: each task finds what it has left on its
    /// own, so no two are ever on one.
    /// </summary>
    private static void Churn()
    {
        int[] sizes = [TaskBuilder<int>.LeastStack, 2 * TaskBuilder<int>.LeastStack, TaskBuilder<int>.MostStack];
        Random random = new(ChurnSeed);
        List<(JoinHandle<int> Task, TaskEvent Go, int Expected)> tasks = [];
        int wrong = 0;
        for (int turn = 0; turn < ChurnTurns + ChurnTasks; turn++)
        {
            if (turn < ChurnTurns && (tasks.Count == 0 || (tasks.Count < ChurnTasks && random.Next(2) == 0)))
            {
                TaskEvent go = new(EventReset.Manual);
                int value = turn;
                int frames = random.Next(16);
                JoinHandle<int> task = TaskBuilder.For(() => Descend(frames, value, go))
                    .WithStack(sizes[random.Next(sizes.Length)]).Spawn();
                tasks.Add((task, go, Expected(frames, value)));
                Thread.Yield();
            }
            else if (tasks.Count > 0)
            {
                int at = random.Next(tasks.Count);
                tasks[at].Go.Set();
                wrong += tasks[at].Task.Join() == tasks[at].Expected ? 0 : 1;
                tasks[at].Go.Dispose();
                tasks.RemoveAt(at);
            }
        }

        Checks.Is("stacks.churn", "0 wrong, 0 left", $"{wrong} wrong, {tasks.Count} left");
    }

    private static void Overflowing()
    {
        JoinHandle<int> task = TaskBuilder.For(() =>
        {
            int caught = 0;
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    Descend(int.MaxValue, i);
                }
                catch (InsufficientExecutionStackException)
                {
                    caught++;
                }
            }

            return caught + Descend(10, 0) - Expected(10, 0);
        }).Spawn();
        Checks.Is("stacks.overflow", 3, task.Join());
    }

    /// <summary>Memory is out before the stack is full: that is what the task hears, and it can go on.</summary>
    private static void WithoutMemory()
    {
        JoinHandle<string> task = TaskBuilder.For(() =>
        {
            string heard = UseUp(() => Descend(int.MaxValue, 0));
            string again = UseUp(() => Descend(int.MaxValue, 0));
            GC.Collect();
            return $"{heard} {again} {Descend(Frames, 5) == Expected(Frames, 5)}";
        }).WithStack(TaskBuilder<int>.MostStack).Spawn();
        Checks.Is("stacks.memory", "OutOfMemoryException OutOfMemoryException True", task.Join());
        Checks.Is("stacks.others", Expected(Frames, 7),
            TaskBuilder.For(() => Descend(Frames, 7)).WithStack(TaskBuilder<int>.MostStack).Spawn().Join());
    }

    /// <summary>The name of what an action throws while the heap has all memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string UseUp(Action action)
    {
        List<byte[]> all = new(1 << 16);
        try
        {
            while (all.Count < all.Capacity)
            {
                all.Add(new byte[Chunk]);
            }
        }
        catch (OutOfMemoryException)
        {
        }

        string name = "nothing";
        try
        {
            action();
        }
        catch (Exception exception)
        {
            name = exception.GetType().Name;
        }

        all.Clear();
        return name;
    }

    /// <summary>
    /// So many frames down, each of which has something to keep until what it called returns; then waits, where there
    /// is something to wait for.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int frames, int value, TaskEvent? go = null)
    {
        Span<byte> kept = stackalloc byte[FrameBytes];
        kept.Fill((byte)value);
        if (frames == 0)
        {
            go?.Wait();
        }

        int below = frames == 0 ? 0 : Descend(frames - 1, value + 1, go);
        return unchecked(below + kept[0] + kept[FrameBytes / 2] + kept[FrameBytes - 1]);
    }

    private static int Expected(int frames, int value)
    {
        int sum = 0;
        for (int i = 0; i <= frames; i++)
        {
            sum += 3 * (byte)(value + i);
        }

        return sum;
    }
}
