using System.Text;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// Names and contents of a world's pieces as two worlds are compared by them. Of a function's content are its exception
/// clauses and its constants: they are of no use without it, and go where it goes.
/// </summary>
public sealed class PieceContents
{
    private const string ConstantsOf = "__readonlydata_";

    private static readonly string[] s_prefixes = [Liveness.ClausesOf, ConstantsOf];

    private readonly PieceGraph _pieces;
    private readonly Func<Piece, ulong> _contentOf;
    private readonly Dictionary<string, Piece> _byName;
    private readonly Dictionary<Piece, ulong> _hashes = [];

    /// <param name="pieces">A world; every piece has its cell.</param>
    /// <param name="contentOf"><see cref="ContentHashes.Of(PieceGraph, Piece)"/>, or what remembers it.</param>
    public PieceContents(PieceGraph pieces, Func<Piece, ulong> contentOf)
    {
        (_pieces, _contentOf) = (pieces, contentOf);
        _byName = pieces.Pieces.Where(p => p.Name.StartsWith(ConstantsOf, StringComparison.Ordinal)
            || p.Name.StartsWith(Liveness.ClausesOf, StringComparison.Ordinal)).ToDictionary(p => p.Name);
        Companions = pieces.Pieces.Where(p => p.Kind == CellSegmentKind.Text).SelectMany(CompanionsOf).ToHashSet();
    }

    /// <summary>The pieces that go with a function.</summary>
    public IReadOnlySet<Piece> Companions { get; }

    /// <summary>What names go by in a book.</summary>
    public static ulong NameOf(Piece piece) => SymbolHashes.HashOf(piece.Name);

    /// <summary>The method whose clauses or constants go by a name; null for other names.</summary>
    public static string? MethodOfCompanion(string name) =>
        Array.Find(s_prefixes, p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix
            ? name[prefix.Length..] : null;

    /// <summary>Clauses and constants of a function.</summary>
    public IEnumerable<Piece> CompanionsOf(Piece function)
    {
        string name = MethodOf(function);
        foreach (string prefix in s_prefixes)
        {
            if (_byName.TryGetValue(prefix + name, out Piece? companion))
            {
                yield return companion;
            }
        }
    }

    /// <summary>The compiler's name of a method, by which its clauses go; a piece's own where it is none.</summary>
    public string MethodOf(Piece piece) => piece.IsSection && _pieces.Graph.Inputs[piece.Source.Input].IsManaged
        ? _pieces.Graph.Inputs[piece.Source.Input].MethodOf[piece.Source.Section] ?? piece.Name : piece.Name;

    /// <summary>The hash that a book has of a piece.</summary>
    public ulong HashOf(Piece piece)
    {
        if (_hashes.TryGetValue(piece, out ulong hash))
        {
            return hash;
        }

        hash = _contentOf(piece);
        if (piece.Kind == CellSegmentKind.Text)
        {
            foreach (Piece companion in CompanionsOf(piece))
            {
                hash = NameHash.Of([.. BitConverter.GetBytes(hash), .. BitConverter.GetBytes(_contentOf(companion))]);
            }
        }

        _hashes.Add(piece, hash);
        return hash;
    }
}
