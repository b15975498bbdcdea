using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Channels;

/// <summary>
/// The end of a channel that sends. Tasks may share it, or have one each by <see cref="Clone"/>; when all have been
/// disposed of, receivers get what has been sent and then hear that the channel is closed.
/// </summary>
public sealed class Sender<T> : IDisposable
{
    internal Sender(ChannelEnd end) => End = end;

    /// <summary>Messages that are in the channel: for statistics, for it may change at once.</summary>
    public int Count => End.Core.Count;

    internal ChannelEnd End { get; }

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
    public ChannelResult TrySend(T value, int timeoutMs = 0) =>
        End.Send(new Message<T>(value), Waiting.Until(timeoutMs));

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
        return End.TrySendAtOnce(message) ? default : new ValueTask(SendLater(message, cancellation));
    }

    /// <summary>Another end that sends into the same channel.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    public Sender<T> Clone() => new(End.Clone());

    /// <summary>
    /// Closes this end. Who waits in it gets <see cref="ChannelError.Disposed"/>, and its message is not sent. If it
    /// was the last, receivers hear <see cref="ChannelResult.Closed"/> when they have received all. The second time it
    /// does nothing.
    /// </summary>
    public void Dispose() => End.Dispose();

    private async Task SendLater(Message message, CancellationToken cancellation)
    {
        if (await AsyncWait.Send(End, message, cancellation).ConfigureAwait(false) == ChannelResult.Closed)
        {
            throw ChannelEnd.Closed();
        }
    }
}
