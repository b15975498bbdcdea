namespace Theseus;

/// <summary>
/// A call ends the receiver's ownership: what it owned has gone into the result or is released. It has ended also
/// when the call throws.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsumesThisAttribute : Attribute;
