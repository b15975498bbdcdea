using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>What of each cell other cells or the kernel ask for: these are the symbols that its file has.</summary>
public sealed class Exports
{
    /// <summary>What the kernel looks for by name.</summary>
    public static readonly string[] Kept = [Ilc.ModuleHeader];

    private readonly Dictionary<Cell, Dictionary<string, (Piece Piece, long Offset)>> _symbols = [];

    public static Exports Collect(PieceGraph pieces, UnboxTargets unboxing)
    {
        Exports result = new();
        foreach (Piece piece in pieces.Pieces)
        {
            foreach (Reference reference in pieces.References(piece))
            {
                if (reference.Target is { } target && target.Cell != piece.Cell)
                {
                    result.Add(target, Place.OfField(reference));
                }
            }
        }

        foreach ((Piece stub, _, Reference target) in unboxing.All)
        {
            if (target.Target!.Cell != stub.Cell)
            {
                result.Add(target.Target, Place.Exactly(target));
            }
        }

        // The module type of each assembly, by which an app's is found (Apps.ModuleType).
        foreach (string name in Kept.Concat(pieces.Graph.Globals.Keys.Where(IsModuleType)))
        {
            if (pieces.Graph.Find(name) is { } symbol && pieces.Locate(symbol) is var (piece, offset))
            {
                result.Add(piece, new Place(name, offset, 0));
            }
        }

        return result;
    }

    private static bool IsModuleType(string name) =>
        name.StartsWith("_ZTV", StringComparison.Ordinal) && name.EndsWith("__Module_", StringComparison.Ordinal);

    private void Add(Piece piece, Place place)
    {
        if (!_symbols.TryGetValue(piece.Cell!, out Dictionary<string, (Piece Piece, long Offset)>? symbols))
        {
            _symbols.Add(piece.Cell!, symbols = []);
        }

        symbols.TryAdd(place.Symbol, (piece, place.Offset));
    }

    /// <summary>The table of a cell that is laid out.</summary>
    /// <exception cref="Linking.LinkException"><see cref="Linking.LinkError.NameCollision"/></exception>
    public CellSymbol[] Of(Cell cell, SymbolHashes hashes) =>
        !_symbols.TryGetValue(cell, out Dictionary<string, (Piece Piece, long Offset)>? symbols) ? [] :
    [
        .. symbols.Select(s => new CellSymbol(hashes.Of(s.Key), checked((uint)(s.Value.Piece.Offset + s.Value.Offset))))
        .OrderBy(s => s.Name),
    ];
}
