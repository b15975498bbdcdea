namespace Theseus.Tasks.Channels;

/// <summary>
/// One of the acts of which <see cref="Select"/> does one. It can be used again, by one task at a time.
/// </summary>
public abstract class SelectCase
{
    private readonly object _holder; // the end is closed when nobody refers to this

    private protected SelectCase(object holder, ChannelEnd end) => (_holder, End) = (holder, end);

    /// <summary>
    /// What came of it when it was chosen last: <see cref="ChannelResult.Done"/> or <see cref="ChannelResult.Closed"/>;
    /// <see cref="ChannelResult.TimedOut"/> where it has never been chosen.
    /// </summary>
    public ChannelResult Result { get; private protected set; } = ChannelResult.TimedOut;

    internal ChannelEnd End { get; }

    /// <summary>Its end is open until here, if nobody has closed it.</summary>
    internal void KeepOpen() => GC.KeepAlive(_holder);

    /// <summary>A new message of what it sends; null where it receives.</summary>
    internal abstract Message? NewMessage();

    /// <summary>It has been chosen.</summary>
    internal abstract void Chosen(ChannelResult result, Message? received);
}
