using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tests.Tasks;

/// <summary>Tasks of the simulated CPU that the first one waits for.</summary>
internal sealed class TaskGroup
{
    private readonly List<Exception> _failures = [];
    private int _left;
    private TaskReference _waiting;

    /// <summary>Starts one.</summary>
    public void Start(Action body)
    {
        _left++;
        SimulatedCpu.Start(() =>
        {
            try
            {
                body();
            }
            catch (Exception exception) when (exception is not SimulatedCpu.LeftException)
            {
                _failures.Add(exception);
            }

            bool on = Scheduler.TurnOff();
            _left--;
            if (_left == 0 && !_waiting.IsNone)
            {
                Scheduler.Wake(_waiting);
            }

            Scheduler.TurnOn(on);
        });
    }

    /// <summary>Lets the tasks run until all have ended; throws what one has thrown.</summary>
    public void Wait()
    {
        bool on = Scheduler.TurnOff();
        _waiting = TaskReference.Current;
        while (_left > 0)
        {
            Scheduler.Wait(WaitKind.Work);
        }

        Scheduler.TurnOn(on);
        if (_failures.Count != 0)
        {
            throw new AggregateException(_failures);
        }
    }

    /// <summary>Lets the tasks run until each waits or has ended.</summary>
    public static void Settle()
    {
        while (Scheduler.Yield())
        {
        }
    }

    /// <summary>Runs a program for every way in which so many ticks can fall, and waits for its tasks.</summary>
    /// <returns>How many ways there were.</returns>
    public static int Explore(Action<TaskGroup> program, int mostTicks = 2) => Exploration.Run(() =>
    {
        TaskGroup group = new();
        program(group);
        group.Wait();
    }, mostTicks);
}
