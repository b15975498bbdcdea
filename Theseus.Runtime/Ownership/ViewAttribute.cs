namespace Theseus;

/// <summary>
/// The result reaches into the receiver and must not outlive it (THS0006). Spans, memories and references that an
/// <see cref="OwnedAttribute">owned</see> value gives out are views without saying so.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.ReturnValue)]
public sealed class ViewAttribute : Attribute;
