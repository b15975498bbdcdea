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
        // Every live section is a piece, is made of pieces, or is left out for good; references lead to pieces.
        PieceGraph pieces = PieceGraph.Make(graph);

        // Every piece has its cell.
        Cell nanoCore = new(Cell.NanoCore) { LinkedBase = Layout.ImageBase };
        List<Cell> cells = Ownership.Assign(pieces, owner, nanoCore, resident, instance);

        // Every piece outside of the nano-core has its offset.
        foreach (Cell cell in cells)
        {
            CellLayout.Place(cell, pieces);
        }

        return new CellCutter(pieces, readable, isOfProgram, apps) { Cells = cells, NanoCore = nanoCore };
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
    public byte[] FileOf(Cell cell)
    {
        IReadOnlyList<(Piece Stub, long Offset, Reference Target)> stubs = _unboxing.Of(cell);
        CellContents contents = CellContents.Make(
            _pieces, cell, NanoCore, stubs.Select(s => s.Target).Where(t => t.Target!.Cell != cell), _hashes);
        (CellFunction[] functions, byte[] cfi, _) = _functions.Of(cell);
        CellSection[] sections = cell.Pieces.Select(
            p => new CellSection(p.Offset, (uint)p.Size, CellLayout.AlignLog2(p))).ToArray();
        return CellFile.Make(new CellFile.Parts
        {
            Cell = cell, World = World, Content = ContentHashes.Of(cell, HashesOf(cell)), Contents = contents,
                Sections = sections,
            Symbols = _exports.Of(cell, _hashes), Functions = functions, Cfi = cfi,
            UnboxTargets = [
                .. stubs.Select(s => new CellUnboxTarget((uint)(s.Stub.Offset + s.Offset), contents.TargetOf(s.Target)))
                .OrderBy(t => t.Stub)],
            KillGaps = _functions.GapsOf(cell),
            Roots = [.. cell.Pieces.Where(p => p.IsRoot).Select(p => p.Offset + FrozenObjects.HeaderBytes).Order()],
            App = _apps.TryGetValue(cell, out (AppEntry App, Piece Piece, long Offset) app)
                ? (app.App, (uint)(app.Piece.Offset + app.Offset)) : null,
        });
    }

    private ulong HashOf(Piece piece)
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
