using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Spawning;
using Theseus.Tasks.Supervision;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>What the tests of supervisors share: children that log their lives, and fail when they are told.</summary>
public abstract class SupervisionTests : LockTests
{
    private readonly Dictionary<string, TaskEvent> _toFail = [];
    private readonly Dictionary<string, TaskEvent> _toReturn = [];

    /// <summary>A policy that restarts at once, with room for many.</summary>
    protected static RestartPolicy AtOnce(RestartStrategy strategy = RestartStrategy.OneForOne, int most = 100) =>
        new(strategy, most, withinMs: 1000, firstBackOffMs: 0, mostBackOffMs: 0);

    /// <summary>Starts children, each of which says +name and -name, and waits in between.</summary>
    protected void StartChildren(
        Supervisor supervisor, string names, RestartKind kind = RestartKind.Permanent)
    {
        foreach (string name in names.Split(' '))
        {
            supervisor.Start(name, () => Live(name), kind);
        }

        TaskGroup.Settle();
    }

    /// <summary>The life of a child.</summary>
    protected void Live(string name)
    {
        TaskEvent toFail = _toFail[name] = new TaskEvent(EventReset.Manual);
        TaskEvent toReturn = _toReturn[name] = new TaskEvent(EventReset.Manual);
        Log.Add($"+{name}");
        try
        {
            WaitForOne(toReturn, toFail, name);
        }
        finally
        {
            Log.Add($"-{name}");
        }
    }

    /// <summary>Makes a child throw, and lets everything run that can.</summary>
    protected void Fail(string name)
    {
        Log.Clear();
        _toFail[name].Set();
        TaskGroup.Settle();
    }

    /// <summary>Makes a child return.</summary>
    protected void Return(string name)
    {
        Log.Clear();
        _toReturn[name].Set();
        TaskGroup.Settle();
    }

    /// <summary>Ends a supervisor and says in which order its children have ended.</summary>
    protected string End(Supervisor supervisor)
    {
        Log.Clear();
        supervisor.Dispose();
        return string.Join(' ', Log);
    }

    /// <summary>Waits for nothing but time.</summary>
    protected static void Sleep(int milliseconds)
    {
        TaskSleep.For((ulong)milliseconds);
        TaskGroup.Settle();
    }

    private static void WaitForOne(TaskEvent toReturn, TaskEvent toFail, string name)
    {
        while (!toReturn.IsSet && !toFail.IsSet)
        {
            toFail.TryWait(1);
        }

        if (toFail.IsSet)
        {
            throw new InvalidOperationException(name);
        }
    }
}
