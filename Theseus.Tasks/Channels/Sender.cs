using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Channels;

/// <summary>
/// The end of a channel that sends. Tasks may share it, or have one each by <see cref="Clone"/>; when all have been
/// disposed of, receivers get what has been sent and then hear that the channel is closed. An end is owned by the task
/// that has made it, if that was spawned as one of the system's own, and closed at its end; else by the program. One
/// that is forgotten is closed when a collection finds it.
/// </summary>
public sealed class Sender<T> : IDisposable
{
    internal Sender(ChannelEnd end) => End = end;

    /// <summary>An end that nobody refers to any more is closed.</summary>
    ~Sender() => TaskOwned.Forget(End);

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

    /// <summary>
    /// Makes this end another task's: it is closed when that ends, and no more when its owner so far does.
    /// </summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    /// <exception cref="InvalidOperationException">The task has ended, or has not been spawned.</exception>
    public void GiveTo(SpawnedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        End.GiveTo(task);
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="GiveTo"/>, the program's: no task's end closes it.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    public void GiveToProgram()
    {
        End.GiveTo(null);
        GC.KeepAlive(this);
    }

    /// <summary>Another end that sends into the same channel.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    public Sender<T> Clone()
    {
        Sender<T> clone = new(End.Clone());
        GC.KeepAlive(this);
        return clone;
    }

    /// <summary>
    /// Closes this end. Who waits in it gets <see cref="ChannelError.Disposed"/>, and its message is not sent. If it
    /// was the last, receivers hear <see cref="ChannelResult.Closed"/> when they have received all. The second time it
    /// does nothing.
    /// </summary>
    public void Dispose()
    {
        End.Dispose();
        GC.SuppressFinalize(this);
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
