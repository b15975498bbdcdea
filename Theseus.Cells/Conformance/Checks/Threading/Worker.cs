using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>
/// A background thread of a check. What its body throws is thrown again by <see cref="End"/>. Nothing here is judged by
/// how long it takes: <see cref="PatienceMs"/> only turns what would hang into a failure.
/// </summary>
internal sealed class Worker
{
    /// <summary>Far more milliseconds than any step of a check takes, on a slow and loaded machine too.</summary>
    public const int PatienceMs = 60_000;

    private Exception? _thrown;

    private Worker(Action body)
    {
        Thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception thrown)
            {
                _thrown = thrown;
            }
        })
        { IsBackground = true };
    }

    /// <summary>The thread itself.</summary>
    public Thread Thread { get; }

    /// <summary>Starts a thread that runs <paramref name="body"/>.</summary>
    public static Worker Start(Action body)
    {
        Worker worker = new(body);
        worker.Thread.Start();
        return worker;
    }

    /// <summary>Starts <paramref name="count"/> threads, each with its number, and waits for their ends.</summary>
    public static void Together(int count, Action<int> body)
    {
        Worker[] workers = [.. Enumerable.Range(0, count).Select(number => Start(() => body(number)))];
        foreach (Worker worker in workers)
        {
            worker.End();
        }
    }

    /// <summary>Runs <paramref name="compute"/> on another thread and gives what it gave.</summary>
    public static T Elsewhere<T>(Func<T> compute)
    {
        T result = default!;
        Start(() => result = compute()).End();
        return result;
    }

    /// <summary>Lets others run until <paramref name="condition"/> holds.</summary>
    public static void Until(Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.ElapsedMilliseconds > PatienceMs)
            {
                throw new TimeoutException("what was waited for did not come");
            }

            Thread.Yield();
        }
    }

    /// <summary>The name of the type that <paramref name="act"/> throws, or <c>none</c>.</summary>
    public static string Thrown(Action act)
    {
        try
        {
            act();
            return "none";
        }
        catch (Exception thrown)
        {
            return thrown.GetType().Name;
        }
    }

    /// <summary>What <paramref name="task"/> gives; a task that is not done in time is a failure.</summary>
    public static T Result<T>(Task<T> task)
    {
        Done(task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the end of <paramref name="task"/>, whichever it is, and gives its status.</summary>
    public static TaskStatus Done(Task task)
    {
        if (Task.WaitAny([task], PatienceMs) < 0)
        {
            throw new TimeoutException("a task did not end");
        }

        return task.Status;
    }

    /// <summary>Lets others run until the thread waits for something or sleeps.</summary>
    public void UntilItWaits() =>
        Until(() => (Thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0);

    /// <summary>Waits for the thread's end, and throws what it threw.</summary>
    public void End()
    {
        if (!Thread.Join(PatienceMs))
        {
            throw new TimeoutException("a thread did not end");
        }

        if (_thrown is not null)
        {
            ExceptionDispatchInfo.Throw(_thrown);
        }
    }
}
