namespace Theseus.Build.World;

/// <summary>Ways in which an assembly can refer to a symbol.</summary>
public enum SymbolClaimKind
{
    /// <summary><c>RuntimeExport</c>, or <c>UnmanagedCallersOnly</c> with an entry point: defines it.</summary>
    Export,
    /// <summary><c>InternalCall</c>, with <c>RuntimeImport</c> or without: calls whatever has that name.</summary>
    RuntimeCall,
    /// <summary><c>DllImport</c>, which <c>LibraryImport</c> becomes.</summary>
    NativeCall,
}
