using Theseus.Tasks.Ownership;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Channels;

/// <summary>
/// What a program has of an end of a channel, a <see cref="Sender{T}"/> or a <see cref="Receiver{T}"/>. It is owned by
/// the task that has made it, if that was spawned as one of the system's own, and closed at its end; else by the
/// program. One that is forgotten is closed when a collection finds it.
/// </summary>
public abstract class ChannelHandle : IDisposable
{
    private protected ChannelHandle(ChannelEnd end) => End = end;

    /// <summary>An end that nobody refers to any more is closed.</summary>
    ~ChannelHandle() => TaskOwned.Forget(End);

    /// <summary>Messages that are in the channel: for statistics, for it may change at once.</summary>
    public int Count => End.Core.Count;

    internal ChannelEnd End { get; }

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

    /// <summary>
    /// Closes this end. Who waits in it gets <see cref="ChannelError.Disposed"/>, and what it would have sent is not
    /// sent. If it was the last that receives, senders hear <see cref="ChannelResult.Closed"/>; if it was the last that
    /// sends, receivers do when they have received all. The second time it does nothing.
    /// </summary>
    public void Dispose()
    {
        End.Dispose();
        GC.SuppressFinalize(this);
    }
}
