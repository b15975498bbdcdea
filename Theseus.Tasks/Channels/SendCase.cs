namespace Theseus.Tasks.Channels;

/// <summary>To send what <see cref="Value"/> is when the select begins.</summary>
public sealed class SendCase<T> : SelectCase
{
    /// <summary>To send a value.</summary>
    /// <exception cref="ArgumentNullException">There is no sender.</exception>
    public SendCase(Sender<T> sender, T value)
        : base(sender ?? throw new ArgumentNullException(nameof(sender)), sender.End) => Value = value;

    /// <summary>What it sends.</summary>
    public T Value { get; set; }

    internal override Message NewMessage() => new Message<T>(Value);

    internal override void Chosen(ChannelResult result, Message? received) => Result = result;
}
