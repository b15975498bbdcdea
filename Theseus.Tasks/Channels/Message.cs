namespace Theseus.Tasks.Channels;

/// <summary>
/// A message on its way. Its value is written before it is given to a channel, and read after it has been taken out: so
/// what moves with interrupts off is a reference, whatever the value's type is, and it is in one place at a time.
/// </summary>
internal class Message
{
    /// <summary>The one behind it in a channel.</summary>
    public Message? Next { get; set; }
}

/// <summary>As above, of a type.</summary>
internal sealed class Message<T>(T value) : Message
{
    /// <summary>What it says.</summary>
    public T Value { get; } = value;
}
