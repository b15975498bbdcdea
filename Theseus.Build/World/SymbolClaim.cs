namespace Theseus.Build.World;

/// <summary>What an assembly's metadata asks of the linker, without a line of C# that has to say so.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Method">Full name of the method that stands for the symbol.</param>
/// <param name="Symbol">Name in the world's object.</param>
/// <param name="Kind">What it does with it.</param>
/// <param name="Library">Of a native call the library that it names, else "".</param>
public sealed record SymbolClaim(string Assembly, string Method, string Symbol, SymbolClaimKind Kind, string Library)
{
    public override string ToString() => Kind switch
    {
        SymbolClaimKind.Export => $"{Assembly}: {Method} exports the symbol {Symbol}",
        SymbolClaimKind.RuntimeCall => $"{Assembly}: {Method} is bound to the symbol {Symbol} (InternalCall)",
        _ => $"{Assembly}: {Method} calls {Symbol} in {Library} (DllImport)",
    };
}
