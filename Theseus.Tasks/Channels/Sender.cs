using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Channels;

/// <summary>
/// The end of a channel that sends. Tasks may share it, or have one each by <see cref="Clone"/>; when all have been
/// disposed of, receivers get what has been sent and then hear that the channel is closed. An end is owned by the task
/// that has made it, if that was spawned as one of the system's own, and closed at its end; else by the program. One
/// that is forgotten is closed when a collection finds it.
/// </summary>
public sealed class Sender<T> : ChannelHandle
{
    internal Sender(ChannelEnd end)
        : base(end)
    {
    }

    /// <summary>Sends a message, and waits for room, or in a rendezvous for a receiver.</summary>
    /// <exception cref="ChannelException">
    /// <see cref="ChannelError.Closed"/>: all receivers have been disposed of, before or while this waited;
    /// <see cref="ChannelError.Disposed"/>. The message was not sent.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could receive.</exception>
    public void Send(T value)
    {
        if (TrySend(value, Timeout.Infinite) == ChannelResult.Closed)
        {
            throw ChannelEnd.Closed();
        }
    }

    /// <summary>
    /// As <see cref="Send"/>, or not at all where the time is over first, or all receivers have gone.
    /// </summary>
    /// <param name="value">The message.</param>
    /// <param name="timeoutMs">0 does not wait; <see cref="Timeout.Infinite"/> waits for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is below 0, and not infinite.</exception>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Send"/>.</exception>
    public ChannelResult TrySend(T value, int timeoutMs = 0)
    {
        ChannelResult result = End.Send(new Message<T>(value), Waiting.Until(timeoutMs));
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>As <see cref="Send"/>, but no task waits. The message was not sent where this is cancelled.</summary>
    /// <exception cref="ChannelException">As <see cref="Send"/>; the task that is returned has it.</exception>
    /// <exception cref="OperationCanceledException">As above.</exception>
    public ValueTask SendAsync(T value, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }

        Message<T> message = new(value);
        bool isSent = End.TrySendAtOnce(message);
        GC.KeepAlive(this);
        return isSent ? default : new ValueTask(SendLater(message, cancellation));
    }

    /// <summary>Another end that sends into the same channel.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    public Sender<T> Clone()
    {
        Sender<T> clone = new(End.Clone());
        GC.KeepAlive(this);
        return clone;
    }

    private async Task SendLater(Message message, CancellationToken cancellation)
    {
        ChannelResult result = await AsyncWait.Send(End, message, cancellation).ConfigureAwait(false);
        GC.KeepAlive(this);
        if (result == ChannelResult.Closed)
        {
            throw ChannelEnd.Closed();
        }
    }
}
