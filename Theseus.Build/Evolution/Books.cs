using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>Makes the books of worlds that were built and of what evolutions lead to.</summary>
public static class Books
{
    /// <summary>Of a world that is cut, all its pieces placed.</summary>
    /// <param name="cutter">The world.</param>
    /// <param name="declarations">Of our own assemblies.</param>
    /// <param name="assemblies">These.</param>
    /// <exception cref="Linking.LinkException"><see cref="Linking.LinkError.NameCollision"/></exception>
    public static WorldBook OfImage(
        CellCutter cutter, IEnumerable<Declared> declarations, IReadOnlyList<AssemblyIdentity> assemblies)
    {
        Cell[] cells = [cutter.NanoCore, .. cutter.Cells];
        Dictionary<Cell, uint> numbers = cells.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => (uint)c.i);
        PieceContents contents = new(cutter.Pieces, cutter.HashOf);
        SymbolHashes names = new();
        InitialState initial = new(cutter.Pieces, contents, new CompilerMade(assemblies.Select(a => a.Name)));
        return new WorldBook(cutter.Pieces.Pieces.Select(p => new PieceHome(names.Of(p.Name), contents.HashOf(p),
            p.Offset, (uint)p.Size, numbers[p.Cell!], p.Kind, IsFixed(cutter.Pieces, p))), [],
            declarations.Concat(initial.All()), SymbolsOf(cutter.Pieces, names))
        {
            State = cutter.World, World = cutter.World, Target = cutter.World, Generation = 0,
            Cells = [.. cells.Select(c => c.Name)], Assemblies = assemblies,
        };
    }

    /// <summary>Of a world's global symbols those that a piece's name alone does not tell.</summary>
    private static IEnumerable<SymbolHome> SymbolsOf(
        PieceGraph pieces, SymbolHashes names, Predicate<Piece>? isWanted = null)
    {
        foreach ((string name, SymbolRef symbol) in pieces.Graph.Globals)
        {
            if (pieces.Locate(symbol) is var (piece, offset) && piece.Cell is not null
                && isWanted?.Invoke(piece) != false && (offset != 0 || piece.Name != name))
            {
                yield return new SymbolHome(names.Of(name), names.Of(piece.Name), checked((uint)offset));
            }
        }
    }

    private static bool IsFixed(PieceGraph pieces, Piece piece) =>
        piece.Kind == CellSegmentKind.Text && !MethodEntry.CanHoldJump(pieces.Contents(piece));

    /// <summary>Of a running system after a package.</summary>
    /// <param name="running">Before it.</param>
    /// <param name="world">The world that it leads to.</param>
    /// <param name="difference">Between the two.</param>
    /// <param name="cells">Those that it brings.</param>
    /// <param name="state">The state that it leads to.</param>
    internal static WorldBook Of(
        WorldBook running, NewWorld world, WorldChange difference, BroughtCells cells, Hash128 state)
    {
        string[] names = [.. running.Cells, .. cells.Cells.Select(c => c.Name)];
        Dictionary<string, uint> numbers = names.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => (uint)n.i);
        Dictionary<ulong, PieceHome> pieces = running.Pieces.ToDictionary(p => p.Name);
        Dictionary<ulong, ulong> moved = running.Moved.ToDictionary(m => m.Name, m => m.AtHome);

        // Nothing leads any more to what was made anew and is not in the package, nor to what an evolution has brought
        // and the new world has not: the system may have given it back.
        foreach (ulong gone in difference.Fresh.Select(PieceContents.NameOf).Concat(difference.Gone()))
        {
            pieces.Remove(gone);
            moved.Remove(gone);
        }

        foreach (Piece piece in cells.Cells.SelectMany(c => c.Pieces))
        {
            ulong name = PieceContents.NameOf(piece);
            pieces[name] = new PieceHome(name, difference.Contents.HashOf(piece), piece.Offset, (uint)piece.Size,
                numbers[piece.Cell!.Name], piece.Kind, IsFixed(world.Pieces, piece));
        }

        // A function that the system has keeps its home.
        foreach (Piece piece in difference.Replaced.Concat(difference.AtHome).Concat(difference.Kept))
        {
            PieceHome home = difference.Homes[piece];
            pieces[home.Name] = new PieceHome(home.Name, difference.Contents.HashOf(piece), home.Offset, home.Size,
                (uint)home.Cell, home.Kind, home.IsFixed);
        }

        foreach (Piece function in difference.Replaced)
        {
            moved.TryAdd(difference.Homes[function].Name, difference.Homes[function].Content);
        }

        foreach (Piece function in difference.AtHome)
        {
            moved.Remove(difference.Homes[function].Name);
        }

        Dictionary<ulong, Declared> declarations = running.Declarations.ToDictionary(d => d.Name);
        foreach (Declared declared in difference.Declared)
        {
            declarations[declared.Name] = declared;
        }

        Dictionary<ulong, SymbolHome> symbols = running.Symbols.ToDictionary(s => s.Name);
        HashSet<Piece> brought = [.. cells.Cells.SelectMany(c => c.Pieces)];
        foreach (SymbolHome symbol in SymbolsOf(world.Pieces, new SymbolHashes(), brought.Contains))
        {
            symbols[symbol.Name] = symbol;
        }

        return new WorldBook(pieces.Values, moved.Select(m => new MovedBody(m.Key, m.Value)), declarations.Values,
            symbols.Values)
        {
            State = state, World = running.World, Target = world.Identity, Generation = running.Generation + 1,
            Cells = names, Assemblies = world.Assemblies,
        };
    }
}
