namespace System.Runtime;

/// <summary>Defines a plain symbol: the compiler knows this attribute by its full name in any input.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeExportAttribute(string entry) : Attribute
{
    /// <summary>The symbol's name.</summary>
    public string EntryPoint { get; } = entry;
}
