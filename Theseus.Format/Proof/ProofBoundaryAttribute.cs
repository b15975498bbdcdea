namespace Theseus.Format;

/// <summary>
/// Stands on the declaration of a symbol that is bound when the image is linked: what is proved of its callers is not
/// asked of what is behind it, and it brings nothing into the nano-core.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProofBoundaryAttribute : Attribute;
