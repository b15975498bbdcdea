namespace Theseus;

/// <summary>
/// The callee takes over the argument, an <see cref="OwnedAttribute">owned</see> value: it releases or moves it, also
/// when it throws, and the caller no longer may. Without it, an argument is borrowed for the call.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class MovesAttribute : Attribute
{
    /// <summary>
    /// Only if the call succeeds: it returns true, or the zero of an enumeration of errors. Otherwise the caller still
    /// owns the argument.
    /// </summary>
    public bool OnSuccess { get; set; }
}
