using System.Diagnostics.CodeAnalysis;
using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Channels;

/// <summary>
/// The end of a channel that receives. Tasks may share it, or have one each by <see cref="Clone"/>: each message goes
/// to one of them, to the one that has waited longest. When all have been disposed of, what is in the channel is lost,
/// and senders hear that it is closed. Whose it is, and when it is closed beside that, is as of a
/// <see cref="Sender{T}"/>.
/// </summary>
public sealed class Receiver<T> : ChannelHandle
{
    internal Receiver(ChannelEnd end)
        : base(end)
    {
    }

    /// <summary>Receives the message that was sent first, and waits for one.</summary>
    /// <exception cref="ChannelException">
    /// <see cref="ChannelError.Closed"/>: all senders have been disposed of, and there is no message left;
    /// <see cref="ChannelError.Disposed"/>; <see cref="ChannelError.Broken"/>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">No task is left that could send.</exception>
    public T Receive() =>
        TryReceive(out T? value, Timeout.Infinite) == ChannelResult.Done ? value! : throw ChannelEnd.Closed();

    /// <summary>
    /// As <see cref="Receive"/>, or nothing where the time is over first, or all senders have gone.
    /// </summary>
    /// <param name="value">The message, where there is one.</param>
    /// <param name="timeoutMs">0 does not wait; <see cref="Timeout.Infinite"/> waits for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is below 0, and not infinite.</exception>
    /// <exception cref="ChannelException">
    /// <see cref="ChannelError.Disposed"/>, <see cref="ChannelError.Broken"/>.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Receive"/>.</exception>
    public ChannelResult TryReceive([MaybeNull] out T value, int timeoutMs = 0)
    {
        ChannelResult result = End.Receive(Waiting.Until(timeoutMs), out Message? message);
        GC.KeepAlive(this);
        value = result == ChannelResult.Done ? ChannelEnd.ValueOf<T>(message) : default;
        return result;
    }

    /// <summary>Receives until the channel is closed.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As <see cref="Receive"/>.</exception>
    public IEnumerable<T> ReceiveAll()
    {
        while (TryReceive(out T? value, Timeout.Infinite) == ChannelResult.Done)
        {
            yield return value!;
        }
    }

    /// <summary>As <see cref="Receive"/>, but no task waits. Where this is cancelled, nothing is received.</summary>
    /// <exception cref="ChannelException">As <see cref="Receive"/>; the task that is returned has it.</exception>
    /// <exception cref="OperationCanceledException">As above.</exception>
    public ValueTask<T> ReceiveAsync(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellation);
        }

        bool isReceived = End.TryReceiveAtOnce(out Message? message);
        GC.KeepAlive(this);
        return isReceived && message is Message<T> typed
            ? new ValueTask<T>(typed.Value)
            : new ValueTask<T>(ReceiveLater(isReceived, cancellation));
    }

    /// <summary>Another end that receives from the same channel.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    public Receiver<T> Clone()
    {
        Receiver<T> clone = new(End.Clone());
        GC.KeepAlive(this);
        return clone;
    }

    /// <param name="isBroken">What was received at once is no message.</param>
    /// <param name="cancellation">Ends the wait.</param>
    private async Task<T> ReceiveLater(bool isBroken, CancellationToken cancellation)
    {
        (ChannelResult result, Message? message) = isBroken ? (ChannelResult.Done, null)
            : await AsyncWait.Receive(End, cancellation).ConfigureAwait(false);
        GC.KeepAlive(this);
        return result == ChannelResult.Done ? ChannelEnd.ValueOf<T>(message) : throw ChannelEnd.Closed();
    }
}
