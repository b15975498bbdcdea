namespace Theseus;

/// <summary>
/// No call of the method, or of any method of the type, lets an exception out; nobody needs to release what they own
/// in case one did (THS0002). For code under the bootstrapping rule, which Theseus.Build proves to throw nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class
    | AttributeTargets.Struct)]
public sealed class NeverThrowsAttribute : Attribute;
