using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A task's place in a <see cref="WaiterList"/>. What is in a list has not been answered; whoever answers takes it out,
/// so it is answered once. Made with interrupts on, used with interrupts off.
/// </summary>
[Resident]
internal sealed class Waiter(uint number)
{
    /// <summary>The task that waits. It leaves all lists before it goes on.</summary>
    public TaskReference Task { get; } = TaskReference.Current;

    /// <summary>That task's number, by which a lock knows its holder.</summary>
    public uint Number { get; } = number;

    /// <summary>True where it keeps everybody else out.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Which of a mutex's holds it is, or will be.</summary>
    public ulong Hold { get; set; }

    /// <summary>True from when a condition has been signalled to it.</summary>
    public bool IsSignalled { get; set; }

    /// <summary>How it was answered; <see cref="WaitOutcome.None"/> before.</summary>
    public WaitOutcome Answer { get; private set; }

    /// <summary>The list that it is in, if any.</summary>
    public WaiterList? List { get; set; }

    /// <summary>The one behind it there.</summary>
    public Waiter? Next { get; set; }

    /// <summary>The one before it there.</summary>
    public Waiter? Previous { get; set; }

    /// <summary>Takes it out of its list and lets the task go on.</summary>
    public void Give(WaitOutcome answer)
    {
        Leave();
        Answer = answer;
        Scheduler.Wake(Task);
    }

    /// <summary>Takes it out of its list, if it is in one.</summary>
    public void Leave() => List?.Remove(this);
}
