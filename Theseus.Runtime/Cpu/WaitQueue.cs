using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime;

/// <summary>
/// Tasks in the order in which they came, each in one queue at most. Zeroed memory is an empty one. It does not move,
/// and is used with interrupts off.
/// </summary>
[NoAllocation]
internal struct WaitQueue
{
    private TaskReference _first;
    private TaskReference _last;

    /// <summary>True where nobody is in it.</summary>
    public readonly bool IsEmpty => _first.IsNone;

    /// <summary>The first; none where nobody is in it.</summary>
    public readonly TaskReference First => _first;

    /// <summary>Puts a task, which is in no queue, behind all.</summary>
    public static void Add(ref WaitQueue queue, TaskReference task)
    {
        if (queue._first.IsNone)
        {
            queue._first = task;
        }
        else
        {
            queue._last.State.Next = task;
        }

        queue._last = task;
        task.State.Next = default;
        task.State.Queue = ReferenceTo(ref queue);
    }

    /// <summary>Puts a task, which is in no queue, before all.</summary>
    public static void AddFirst(ref WaitQueue queue, TaskReference task)
    {
        task.State.Next = queue._first;
        queue._first = task;
        if (queue._last.IsNone)
        {
            queue._last = task;
        }

        task.State.Queue = ReferenceTo(ref queue);
    }

    /// <summary>
    /// Puts a task, which is in no queue, behind one that is in this one; before all where that is none.
    /// </summary>
    public static void AddBehind(ref WaitQueue queue, TaskReference before, TaskReference task)
    {
        if (before.IsNone)
        {
            AddFirst(ref queue, task);
            return;
        }

        task.State.Next = before.State.Next;
        before.State.Next = task;
        queue._last = queue._last == before ? task : queue._last;
        task.State.Queue = ReferenceTo(ref queue);
    }

    /// <summary>Takes the first; none where nobody is in it.</summary>
    public TaskReference TakeFirst()
    {
        TaskReference task = _first;
        if (!task.IsNone)
        {
            Remove(task);
        }

        return task;
    }

    /// <summary>Takes a task that is in this queue.</summary>
    public void Remove(TaskReference task)
    {
        TaskReference before = default;
        for (TaskReference at = _first; at != task; at = at.State.Next)
        {
            before = at;
        }

        if (before.IsNone)
        {
            _first = task.State.Next;
        }
        else
        {
            before.State.Next = task.State.Next;
        }

        if (_last == task)
        {
            _last = before;
        }

        task.State.Next = default;
        task.State.Queue = default;
    }

    // SAFETY: a queue does not move.
    private static unsafe WaitQueueReference ReferenceTo(ref WaitQueue queue) =>
        new((WaitQueue*)Unsafe.AsPointer(ref queue));
}
