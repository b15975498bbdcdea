namespace Theseus.Tasks.Channels;

/// <summary>A channel could not do what it was asked for: by name.</summary>
public sealed class ChannelException(ChannelError error, string message) : Exception($"{error}: {message}")
{
    /// <summary>Why.</summary>
    public ChannelError Error { get; } = error;
}
