namespace Theseus.Tasks.Channels;

/// <summary>To receive into <see cref="Value"/>.</summary>
public sealed class ReceiveCase<T> : SelectCase
{
    /// <summary>To receive by an end.</summary>
    /// <exception cref="ArgumentNullException">There is no receiver.</exception>
    public ReceiveCase(Receiver<T> receiver)
        : base(receiver ?? throw new ArgumentNullException(nameof(receiver)), receiver.End)
    {
    }

    /// <summary>
    /// What it received when it was chosen last; the type's default where it has not been, or the channel was closed.
    /// </summary>
    public T? Value { get; private set; }

    internal override Message? NewMessage() => null;

    internal override void Chosen(ChannelResult result, Message? received)
    {
        Result = result;
        Value = result == ChannelResult.Done ? ChannelEnd.ValueOf<T>(received) : default;
    }
}
