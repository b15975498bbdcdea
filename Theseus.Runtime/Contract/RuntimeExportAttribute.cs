namespace System.Runtime;

/// <summary>
/// Defines the plain symbol <paramref name="entry"/> for a static method, with the System V ABI. ILC knows this
/// attribute by its full name in any input module; CoreLib's own is internal, so the runtime declares it again.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeExportAttribute(string entry) : Attribute
{
    /// <summary>The symbol's name, exactly as the linker sees it.</summary>
    public string EntryPoint { get; } = entry;
}
