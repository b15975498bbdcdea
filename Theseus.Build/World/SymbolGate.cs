using Theseus.Build.Linking;
using Theseus.Build.Native;

namespace Theseus.Build.World;

/// <summary>
/// A symbol has one owner, and only the system's layers name symbols. Whatever an assembly was made from, its metadata
/// says which symbols it defines and wants: a cell that defined <c>cbrt</c> would take that C function over for
/// everybody, and one that wants <c>memmove</c> writes where it likes. Checked before the compiler sees the assembly;
/// <see cref="ExportOwners"/> looks again at what came out.
/// </summary>
public static class SymbolGate
{
    /// <summary>
    /// Libraries of which a call is bound when the image is linked, and not looked up at run time (where it is not
    /// found).
    /// </summary>
    private static readonly string[] s_bound = ["*", "__Internal", "QCall", "libSystem.", "System."];

    /// <param name="layers">Assemblies of the system's layers.</param>
    /// <param name="cells">Of cells: they make no native calls at all.</param>
    /// <param name="packages">Others: of packages.</param>
    /// <param name="libraries">Static libraries of the image.</param>
    /// <exception cref="LinkException">
    /// <see cref="LinkError.DuplicateSymbol"/>, <see cref="LinkError.UntrustedExport"/>,
    /// <see cref="LinkError.UntrustedImport"/>
    /// </exception>
    public static void Require(IEnumerable<string> layers, IEnumerable<string> cells, IEnumerable<string> packages,
        IReadOnlyList<NativeLibrary> libraries)
    {
        Dictionary<string, SymbolClaim> owned = Trusted(layers);
        Untrusted([.. cells.SelectMany(SymbolClaims.Read)], isCell: true);
        Untrusted([.. packages.SelectMany(SymbolClaims.Read)], isCell: false);

        void Untrusted(IReadOnlyCollection<SymbolClaim> claims, bool isCell)
        {
            Refuse(LinkError.UntrustedExport, "only the system's layers define symbols",
                claims.Where(c => c.Kind == SymbolClaimKind.Export));
            Refuse(LinkError.UntrustedImport, "only the system's layers name symbols",
                claims.Where(c => IsBound(c, isCell)));
        }

        void Refuse(LinkError error, string rule, IEnumerable<SymbolClaim> claims)
        {
            string[] lines = [.. claims.Select(c => $"\n  {c}{OwnerOf(c.Symbol)}")];
            if (lines.Length > 0)
            {
                throw new LinkException(error, rule + string.Concat(lines));
            }
        }

        string OwnerOf(string symbol) => owned.TryGetValue(symbol, out SymbolClaim? owner)
            ? $", which is {owner.Assembly}'s: {owner.Method}"
            : libraries.FirstOrDefault(l => l.Defines(symbol)) is { } library ? $", which is {library.Cell}'s" : "";
    }

    private static Dictionary<string, SymbolClaim> Trusted(IEnumerable<string> layers)
    {
        Dictionary<string, SymbolClaim> owned = new();
        foreach (SymbolClaim claim in layers.SelectMany(SymbolClaims.Read).Where(c => c.Kind == SymbolClaimKind.Export))
        {
            if (!owned.TryAdd(claim.Symbol, claim))
            {
                throw new LinkException(LinkError.DuplicateSymbol,
                    $"{claim}, and so does {owned[claim.Symbol].Method} in {owned[claim.Symbol].Assembly}");
            }
        }

        return owned;
    }

    private static bool IsBound(SymbolClaim claim, bool isCell) => claim.Kind == SymbolClaimKind.RuntimeCall
        || claim.Kind == SymbolClaimKind.NativeCall
        && (isCell || s_bound.Any(b => claim.Library.StartsWith(b, StringComparison.Ordinal)));
}
