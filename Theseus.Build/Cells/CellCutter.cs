using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Cuts a world into cells: one pass a line, and what holds after it.</summary>
public sealed class CellCutter
{
    private const int DataNameLength = 80;

    private readonly PieceGraph _pieces;
    private readonly Func<string, string> _readable;
    private readonly SymbolHashes _hashes = new();
    private readonly Dictionary<Piece, ulong> _contentHashes = [];
    private readonly Dictionary<Cell, (AppEntry App, Piece Piece, long Offset)> _apps = [];
    private readonly UnboxTargets _unboxing;
    private readonly Exports _exports;
    private readonly CellFunctions _functions;

    private CellCutter(PieceGraph pieces, Func<string, string> readable, Func<string, bool> isOfProgram,
        IReadOnlyList<AppEntry> apps)
    {
        (_pieces, _readable, World) = (pieces, readable, ContentHashes.OfWorld(pieces.Graph));
        (_unboxing, _functions) = (new UnboxTargets(pieces), new CellFunctions(pieces, isOfProgram, readable));
        _exports = Exports.Collect(pieces, _unboxing);
        foreach (AppEntry app in apps)
        {
            (Piece piece, long offset) = pieces.Locate(
                pieces.Graph.Require(app.Symbol, $"the entry of cell {app.Cell}"))
                ?? throw new LinkException(LinkError.NoRootSymbol,
                $"{app.Symbol}, the entry of cell {app.Cell}, is in no cell");
            _apps.Add(piece.Cell!, (app, piece, offset));
        }
    }

    public Hash128 World { get; }

    /// <summary>By name, without the nano-core. Laid out.</summary>
    public List<Cell> Cells { get; private init; } = [];
    public required Cell NanoCore { get; init; }
    public PieceGraph Pieces => _pieces;

    /// <param name="graph">A world whose live sections are known.</param>
    /// <param name="resident">Those that are linked into the boot image.</param>
    /// <param name="owner">From a mangled symbol to its assembly.</param>
    /// <param name="readable">From a mangled symbol to the name that people read.</param>
    /// <param name="isOfProgram">True of the mangled name of a method that a program's source says.</param>
    /// <param name="apps">The cells that are apps.</param>
    /// <param name="instance">The statics of kernel types that are a program's.</param>
    public static CellCutter Run(
        LinkGraph graph, IReadOnlySet<SectionRef> resident, Func<string, string> owner, Func<string, string> readable,
        Func<string, bool> isOfProgram, IReadOnlyList<AppEntry> apps, InstanceStatics instance)
    {
        // Every piece has its cell.
        (PieceGraph pieces, Cell nanoCore, List<Cell> cells) = Divide(graph, resident, owner, instance);

        // Every piece outside of the nano-core has its offset.
        foreach (Cell cell in cells)
        {
            CellLayout.Place(cell, pieces);
        }

        return new CellCutter(pieces, readable, isOfProgram, apps) { Cells = cells, NanoCore = nanoCore };
    }

    /// <summary>The first passes: after them every piece of a world has its cell.</summary>
    /// <param name="graph">A world whose live sections are known.</param>
    /// <param name="resident">Those that are linked into the boot image.</param>
    /// <param name="owner">From a mangled symbol to its assembly.</param>
    /// <param name="instance">The statics of kernel types that are a program's.</param>
    public static (PieceGraph Pieces, Cell NanoCore, List<Cell> Cells) Divide(LinkGraph graph,
        IReadOnlySet<SectionRef> resident, Func<string, string> owner, InstanceStatics instance)
    {
        // Every live section is a piece, is made of pieces, or is left out for good; references lead to pieces.
        PieceGraph pieces = PieceGraph.Make(graph);
        Cell nanoCore = new(Cell.NanoCore) { LinkedBase = Layout.ImageBase };
        return (pieces, nanoCore, Ownership.Assign(pieces, owner, nanoCore, resident, instance));
    }

    /// <summary>Readable names of a cell's functions, in the order of its table.</summary>
    public IEnumerable<string> FunctionNamesOf(Cell cell) => _functions.Of(cell).Names.Select(_readable);

    /// <summary>What people call the parts of a cell.</summary>
    public CellNaming NamesOf(Cell cell)
    {
        ulong[] hashes = HashesOf(cell);
        return new CellNaming(ContentHashes.Of(cell, hashes), [.. FunctionNamesOf(cell)],
            [.. cell.Pieces.Select(NameOf)], hashes);
    }

    private ulong[] HashesOf(Cell cell) => [.. cell.Pieces.Select(HashOf)];

    /// <summary>A cell's file. The nano-core's pieces must be placed by now.</summary>
    public byte[] FileOf(Cell cell) => CellFile.Make(CellFile.PartsOf(
        _pieces, cell, NanoCore, _unboxing, _functions, (_, place) => _hashes.Of(place.Symbol)) with
    {
        World = World, Content = ContentHashes.Of(cell, HashesOf(cell)), Symbols = _exports.Of(cell, _hashes),
        App = _apps.TryGetValue(cell, out (AppEntry App, Piece Piece, long Offset) app)
            ? (app.App, (uint)(app.Piece.Offset + app.Offset)) : null,
    });

    /// <summary>The hash of a piece's contents (<see cref="ContentHashes"/>), computed once.</summary>
    public ulong HashOf(Piece piece)
    {
        if (!_contentHashes.TryGetValue(piece, out ulong hash))
        {
            _contentHashes.Add(piece, hash = ContentHashes.Of(_pieces, piece));
        }

        return hash;
    }

    /// <summary>
    /// Names of data are for people and often long: two thirds of all bytes of names, cut to what fits a line.
    /// </summary>
    private string NameOf(Piece piece)
    {
        string name = _readable(MethodOf(piece) ?? piece.Name);
        return piece.Kind == CellSegmentKind.Text || name.Length <= DataNameLength ? name
            : name[..DataNameLength] + "…";
    }

    private string? MethodOf(Piece piece) => piece.IsSection && _pieces.Graph.Inputs[piece.Source.Input].IsManaged
        ? _pieces.Graph.Inputs[piece.Source.Input].MethodOf[piece.Source.Section] : null;
}
