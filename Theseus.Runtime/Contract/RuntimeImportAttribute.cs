namespace System.Runtime;

/// <summary>
/// Binds an <c>extern</c> InternalCall to a plain symbol: ILC compiles the call to a bare jump to
/// <paramref name="entry"/>, with no transition frame. The library is always <c>"*"</c>, the world itself.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeImportAttribute(string dllName, string entry) : Attribute
{
    /// <summary>Always <c>"*"</c>.</summary>
    public string DllName { get; } = dllName;

    /// <summary>The symbol's name, exactly as the linker sees it.</summary>
    public string EntryPoint { get; } = entry;
}
