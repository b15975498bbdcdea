namespace Theseus;

/// <summary>
/// Values of this type own a resource. Each is released (<c>Dispose</c>) or moved exactly once, and not used after;
/// the default value owns nothing. A derived class owns as its base does. Checked by THS0001 to THS0006 and THS0010.
/// </summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class OwnedAttribute : Attribute;
