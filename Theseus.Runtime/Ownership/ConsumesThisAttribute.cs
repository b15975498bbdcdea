namespace Theseus;

/// <summary>
/// A call ends the receiver's ownership: what it owned has gone into the result or is released. It has ended also
/// when the call throws.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConsumesThisAttribute : Attribute
{
    /// <summary>Only if the call returns true, or the zero of an enumeration of errors.</summary>
    public bool OnSuccess { get; set; }
}
