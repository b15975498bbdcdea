using Theseus.Tasks.Locking;

namespace Theseus.Tasks.Channels;

/// <summary>
/// One end of a channel, whatever the type of its messages is. Interrupts are on for all that it does.
/// </summary>
internal sealed class ChannelEnd(ChannelCore core, bool sends)
{
    private const string Name = "the channel";

    /// <summary>The channel.</summary>
    public ChannelCore Core { get; } = core;

    /// <summary>True where it sends, false where it receives.</summary>
    public bool Sends { get; } = sends;

    /// <summary>Set with interrupts off, by the channel.</summary>
    public bool IsDisposed { get; set; }

    /// <summary>What an attempt's caller is told of it.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">Nobody could have ended the wait.</exception>
    public static ChannelResult Told(WaitOutcome outcome) => outcome switch
    {
        WaitOutcome.Closed => ChannelResult.Closed,
        WaitOutcome.Disposed => throw new ChannelException(ChannelError.Disposed,
            "this end of the channel has been disposed of"),
        _ => Waiting.Ended(outcome, Name) ? ChannelResult.Done : ChannelResult.TimedOut,
    };

    /// <summary>What a caller throws who cannot do without the other side.</summary>
    public static ChannelException Closed() =>
        new(ChannelError.Closed, "the other end of the channel has been disposed of");

    /// <summary>Sends, and waits for room or a receiver.</summary>
    public ChannelResult Send(Message message, ulong until)
    {
        WaitOutcome outcome = Core.Send(this, message, null, until, out Waiter? answered);
        if (outcome == WaitOutcome.MustWait)
        {
            outcome = Core.Send(this, message, new Waiter(Waiting.Self), until, out answered);
        }

        AsyncWait.Complete(answered);
        return Told(outcome);
    }

    /// <summary>Receives, and waits for a message.</summary>
    public ChannelResult Receive(ulong until, out Message? message)
    {
        WaitOutcome outcome = Core.Receive(this, null, until, out message, out Waiter? answered);
        if (outcome == WaitOutcome.MustWait)
        {
            outcome = Core.Receive(this, new Waiter(Waiting.Self), until, out message, out answered);
        }

        AsyncWait.Complete(answered);
        return Told(outcome);
    }

    /// <summary>Sends if that can be done at once; false where it cannot, or not at all.</summary>
    public bool TrySendAtOnce(Message message)
    {
        WaitOutcome outcome = Core.Send(this, message, null, Waiting.Not, out Waiter? answered);
        AsyncWait.Complete(answered);
        return outcome == WaitOutcome.Granted;
    }

    /// <summary>As <see cref="TrySendAtOnce"/>.</summary>
    public bool TryReceiveAtOnce(out Message? message)
    {
        WaitOutcome outcome = Core.Receive(this, null, Waiting.Not, out message, out Waiter? answered);
        AsyncWait.Complete(answered);
        return outcome == WaitOutcome.Granted;
    }

    /// <summary>Another end of the same side.</summary>
    public ChannelEnd Clone()
    {
        ChannelEnd clone = new(Core, Sends);
        Told(Core.AddEnd(this));
        return clone;
    }

    /// <summary>Closes it. The second time it does nothing.</summary>
    public void Dispose()
    {
        Core.DropEnd(this, out Waiter? answered);
        AsyncWait.Complete(answered);
    }
}
