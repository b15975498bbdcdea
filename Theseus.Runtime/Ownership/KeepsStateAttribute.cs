namespace Theseus;

/// <summary>Argues that a static field, or every one of a class, of a server cell may keep state (THS0009).</summary>
/// <param name="reason">Why the state is not a client's; not empty.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Event
    | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class KeepsStateAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
