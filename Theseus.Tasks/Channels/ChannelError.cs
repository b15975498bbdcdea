namespace Theseus.Tasks.Channels;

/// <summary>Why a channel did not do what it was asked for. It is as it was before.</summary>
public enum ChannelError
{
    /// <summary>All ends at the other side have been disposed of, and there is no message left to receive.</summary>
    Closed,

    /// <summary>The end itself has been disposed of, before or while the caller waited.</summary>
    Disposed,

    /// <summary>
    /// What was received is no message of the channel's: it was damaged on its way, by a fault of the machine or of the
    /// system. It is gone; the channel may be damaged too, and whoever uses it had better begin anew with another.
    /// </summary>
    Broken,
}
