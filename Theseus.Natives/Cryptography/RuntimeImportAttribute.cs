namespace System.Runtime;

/// <summary>
/// Binds an external method to a plain symbol: the compiler knows this attribute by its full name in any input.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeImportAttribute(string library, string entry) : Attribute
{
    public string DllName { get; } = library;

    /// <summary>The symbol's name.</summary>
    public string EntryPoint { get; } = entry;
}
