namespace Theseus.Tasks.Channels;

/// <summary>What came of an attempt to send or to receive.</summary>
public enum ChannelResult
{
    /// <summary>The message was sent, or one was received.</summary>
    Done,

    /// <summary>The time was over first: nothing was sent or received.</summary>
    TimedOut,

    /// <summary>
    /// All ends at the other side have been disposed of: nothing was sent; or there is nothing left to receive.
    /// </summary>
    Closed,
}
