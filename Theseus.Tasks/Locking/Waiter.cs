using Theseus.Format;
using Theseus.Runtime;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Locking;

/// <summary>
/// A place in a <see cref="WaiterList"/>. What is in a list has not been answered; whoever answers takes it out, so it
/// is answered once. Made with interrupts on, used with interrupts off.
/// <para>A wait has one place, or several of which one is answered (<see cref="Sibling"/>). A task waits, or nobody
/// does: then somebody is to be told (<see cref="Completion"/>).</para>
/// </summary>
[Resident]
internal sealed class Waiter
{
    /// <summary>A place of the running task's.</summary>
    /// <param name="number">The task's, by which a lock knows its holder.</param>
    /// <param name="owned">Where a lock is entered that it gets; null where it waits for something else.</param>
    public Waiter(uint number, OwnedList? owned = null) =>
        (Task, Number, Owned) = (TaskReference.Current, number, owned);

    /// <summary>A place in which no task waits.</summary>
    public Waiter(TaskCompletionSource completion) => Completion = completion;

    /// <summary>The task that waits, if any. It leaves all lists before it goes on.</summary>
    public TaskReference Task { get; }

    /// <summary>That task's number.</summary>
    public uint Number { get; }

    /// <summary>What that task owns, where it waits for something that it will own.</summary>
    public OwnedList? Owned { get; }

    /// <summary>What that will be, if each hold of it is another.</summary>
    public OwnedEntry? Held { get; set; }

    /// <summary>What is set, with interrupts on, when the place has been answered and no task waits in it.</summary>
    public TaskCompletionSource? Completion { get; }

    /// <summary>True where it keeps everybody else out of a lock.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Which of a mutex's holds it is, or will be.</summary>
    public ulong Hold { get; set; }

    /// <summary>True from when a condition has been signalled to it.</summary>
    public bool IsSignalled { get; set; }

    /// <summary>The end of a channel in which it waits, if it is one that it waits in.</summary>
    public ChannelEnd? End { get; set; }

    /// <summary>What it brings to a channel; or what it has got, once it is answered.</summary>
    public Message? Message { get; set; }

    /// <summary>The next place of the same wait, in a circle; null where it is the only one.</summary>
    public Waiter? Sibling { get; set; }

    /// <summary>How it was answered; <see cref="WaitOutcome.None"/> before.</summary>
    public WaitOutcome Answer { get; private set; }

    /// <summary>True where a time ends the wait in any case.</summary>
    public bool IsTimed { get; set; }

    /// <summary>The next of those in <see cref="LockWaits"/>.</summary>
    public Waiter? NextOfLocks { get; set; }

    /// <summary>The one before it there.</summary>
    public Waiter? PreviousOfLocks { get; set; }

    /// <summary>The search there that has come by it last.</summary>
    public ulong Search { get; set; }

    /// <summary>From which that was; null from where it began.</summary>
    public Waiter? FoundFrom { get; set; }

    /// <summary>The next that that search is to look at.</summary>
    public Waiter? NextOpen { get; set; }

    /// <summary>The list that it is in, if any.</summary>
    public WaiterList? List { get; set; }

    /// <summary>The one behind it there.</summary>
    public Waiter? Next { get; set; }

    /// <summary>The one before it there.</summary>
    public Waiter? Previous { get; set; }

    /// <summary>
    /// True where its task, which has waited in it, has been ended where it stood: nobody will take the place out. Its
    /// control block is a later task's then, or waits to be one's; it goes when the program ends, and the place too.
    /// </summary>
    public bool IsGone
    {
        get
        {
            if (Task.IsNone)
            {
                return false;
            }

            ref TaskState state = ref Task.State;
            return state.Phase is TaskPhase.None or TaskPhase.Exited || (state.Number != Number && state.Number != 0);
        }
    }

    /// <summary>The place of the same wait that has been answered, if any.</summary>
    public Waiter? Answered
    {
        get
        {
            Waiter? at = this;
            do
            {
                if (at.Answer != WaitOutcome.None)
                {
                    return at;
                }

                at = at.Sibling;
            }
            while (at is not null && at != this);

            return null;
        }
    }

    /// <summary>Takes all places of the wait out of their lists, and lets the task go on.</summary>
    public void Give(WaitOutcome answer)
    {
        Leave();
        Answer = answer;
        if (!Task.IsNone)
        {
            Scheduler.Wake(Task);
        }
    }

    /// <summary>Takes all places of the wait out of the lists that they are in.</summary>
    public void Leave()
    {
        Waiter? at = this;
        do
        {
            at.List?.Remove(at);
            at = at.Sibling;
        }
        while (at is not null && at != this);
    }
}
