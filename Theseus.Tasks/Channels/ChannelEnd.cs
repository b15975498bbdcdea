using Theseus.Tasks.Locking;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Channels;

/// <summary>
/// One end of a channel, whatever the type of its messages is. Interrupts are on for all that it does. It is owned by
/// the task that has made it, and closed when that ends, or when nobody refers to it any more.
/// </summary>
internal sealed class ChannelEnd : OwnedEntry
{
    private const string Name = "the channel";

    /// <summary>An end that nobody owns yet, and that its channel does not count.</summary>
    public ChannelEnd(ChannelCore core, bool sends)
        : base(sends ? OwnedKind.SendingEnd : OwnedKind.ReceivingEnd, core.Number) => Core = core;

    /// <summary>The channel.</summary>
    public ChannelCore Core { get; }

    /// <summary>True where it sends, false where it receives.</summary>
    public bool Sends => Kind == OwnedKind.SendingEnd;

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

    /// <summary>What a message says.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Broken"/></exception>
    public static T ValueOf<T>(Message? message) => message is Message<T> typed ? typed.Value
        : throw new ChannelException(ChannelError.Broken, "what was received is no message of the channel's");

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
        Told(Core.AddEnd(this, clone, TaskOwned.Current, Waiting.Self));
        return clone;
    }

    /// <summary>Makes it another task's, or its program's.</summary>
    /// <exception cref="ChannelException"><see cref="ChannelError.Disposed"/>.</exception>
    /// <exception cref="InvalidOperationException">The task has ended, or has not been spawned.</exception>
    public void GiveTo(SpawnedTask? task)
    {
        bool isGiven = task is null ? OwnedList.Move(this, TaskOwned.OfProgram, Waiting.Self) : task.TryTake(this);
        if (!isGiven)
        {
            Told(WaitOutcome.Disposed);
        }
    }

    /// <summary>Closes it. The second time it does nothing.</summary>
    public void Dispose()
    {
        Core.DropEnd(this, out Waiter? answered);
        AsyncWait.Complete(answered);
    }

    /// <inheritdoc/>
    public override void Release() => Dispose();
}
