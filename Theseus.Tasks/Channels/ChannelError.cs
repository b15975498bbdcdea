namespace Theseus.Tasks.Channels;

/// <summary>Why a channel did not do what it was asked for. It is as it was before.</summary>
public enum ChannelError
{
    /// <summary>All ends at the other side have been disposed of, and there is no message left to receive.</summary>
    Closed,

    /// <summary>The end itself has been disposed of, before or while the caller waited.</summary>
    Disposed,
}
