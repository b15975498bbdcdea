using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;

namespace Theseus.Tasks.Channels;

/// <summary>
/// Makes channels: ways for messages from tasks to tasks, in order, each to one receiver (Hoare, "Communicating
/// Sequential Processes", CACM 1978). Any number of tasks may use an end, and any number of ends
/// (<see cref="Sender{T}.Clone"/>) may be at either side. A side is closed when all its ends have been disposed of.
/// </summary>
public static class Channel
{
    /// <summary>A channel that keeps nothing: a send ends when a receiver has taken its message.</summary>
    public static (Sender<T> Sender, Receiver<T> Receiver) Rendezvous<T>() => Make<T>(0);

    /// <summary>A channel that keeps so many messages that nobody has received; more wait with their senders.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static (Sender<T> Sender, Receiver<T> Receiver) Bounded<T>(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return Make<T>(capacity);
    }

    /// <summary>A channel in which no sender waits, as long as there is memory.</summary>
    public static (Sender<T> Sender, Receiver<T> Receiver) Unbounded<T>() => Make<T>(int.MaxValue);

    private static (Sender<T> Sender, Receiver<T> Receiver) Make<T>(int capacity)
    {
        (ChannelEnd sending, ChannelEnd receiving) = MakeEnds(capacity);
        return (new Sender<T>(sending), new Receiver<T>(receiving));
    }

    private static (ChannelEnd Sending, ChannelEnd Receiving) MakeEnds(int capacity)
    {
        ChannelCore core = new(capacity);
        (ChannelEnd sending, ChannelEnd receiving) = (new(core, sends: true), new(core, sends: false));
        OwnedList owned = TaskOwned.Current;
        core.AddEnd(null, sending, owned, Waiting.Self);
        core.AddEnd(null, receiving, owned, Waiting.Self);
        return (sending, receiving);
    }
}
