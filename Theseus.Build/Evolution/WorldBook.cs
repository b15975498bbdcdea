using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// What a running system consists of, piece by piece: where each is and what is in it. A build writes one of the world
/// that it makes; an evolution of it leads to another one.
/// </summary>
public sealed class WorldBook
{
    private readonly Dictionary<ulong, int> _pieces;
    private readonly Dictionary<ulong, ulong> _moved;
    private readonly Dictionary<ulong, ulong> _declared;
    private readonly Dictionary<ulong, SymbolHome> _symbols;

    /// <param name="pieces">In any order, no name twice.</param>
    /// <param name="moved">Functions whose body is not at home.</param>
    /// <param name="declared">Of our own assemblies.</param>
    /// <param name="symbols">Those that are not a piece's name at its first byte.</param>
    public WorldBook(IEnumerable<PieceHome> pieces, IEnumerable<MovedBody> moved, IEnumerable<Declared> declared,
        IEnumerable<SymbolHome> symbols)
    {
        Pieces = [.. pieces.OrderBy(p => p.Name)];
        Moved = [.. moved.OrderBy(m => m.Name)];
        Declarations = [.. declared.OrderBy(d => d.Name)];
        Symbols = [.. symbols.OrderBy(s => s.Name)];
        _pieces = new Dictionary<ulong, int>(Pieces.Length);
        for (int i = 0; i < Pieces.Length; i++)
        {
            _pieces.Add(Pieces[i].Name, i);
        }

        _moved = Moved.ToDictionary(m => m.Name, m => m.AtHome);
        _declared = Declarations.ToDictionary(d => d.Name, d => d.Shape);
        _symbols = Symbols.ToDictionary(s => s.Name);
    }

    /// <summary>The state that it describes: the world's identity, or <see cref="EvolutionHeader.To"/>.</summary>
    public required Hash128 State { get; init; }

    /// <summary>The world that was booted.</summary>
    public required Hash128 World { get; init; }

    /// <summary>The world whose code it is, as if that had been booted.</summary>
    public required Hash128 Target { get; init; }

    /// <summary>How many evolutions lead to it; 0 of what was booted.</summary>
    public required uint Generation { get; init; }

    /// <summary>Names of the cells that pieces are in, those of the boot first.</summary>
    public required IReadOnlyList<string> Cells { get; init; }

    /// <summary>Our own assemblies, by name, that its code was compiled of.</summary>
    public required IReadOnlyList<AssemblyIdentity> Assemblies { get; init; }

    /// <summary>By name.</summary>
    public PieceHome[] Pieces { get; }

    /// <summary>By name.</summary>
    public MovedBody[] Moved { get; }

    /// <summary>By name.</summary>
    public Declared[] Declarations { get; }

    /// <summary>By name.</summary>
    public SymbolHome[] Symbols { get; }

    /// <summary>Where a symbol is, by the hash of its name: in which piece, and how far in it.</summary>
    public (PieceHome Piece, uint Offset)? Locate(ulong symbol) => _symbols.TryGetValue(symbol, out SymbolHome home)
        ? Find(home.Piece) is { } piece ? (piece, home.Offset) : null
        : Find(symbol) is { } named ? (named, 0u) : null;

    /// <summary>What the system has by a name, if it has anything.</summary>
    public PieceHome? Find(ulong name) => _pieces.TryGetValue(name, out int index) ? Pieces[index] : null;

    /// <summary>Hash of what is at a piece's home: of its content, or of the body that it had there.</summary>
    public ulong AtHome(PieceHome piece) => _moved.GetValueOrDefault(piece.Name, piece.Content);

    /// <summary>True of a function whose body is not at its home.</summary>
    public bool IsMoved(PieceHome piece) => _moved.ContainsKey(piece.Name);

    /// <summary>How something was declared, or null if it was not.</summary>
    public ulong? ShapeOf(ulong declared) => _declared.TryGetValue(declared, out ulong shape) ? shape : null;

    /// <summary>
    /// The same without what was in cells of evolutions that the system has freed since: it would have to be brought
    /// again.
    /// </summary>
    /// <param name="isKept">True of a cell that an evolution has brought and that is there.</param>
    public WorldBook Having(Predicate<string> isKept)
    {
        bool[] isThere = [.. Cells.Select(c => GenerationOf(c) == 0 || isKept(c))];
        return Array.TrueForAll(isThere, i => i) ? this : With(Pieces.Where(p => isThere[p.Cell]), Assemblies);
    }

    /// <summary>The same, compiled of these assemblies: they may be others and their code the same.</summary>
    public WorldBook Of(IReadOnlyList<AssemblyIdentity> assemblies) =>
        Assemblies.SequenceEqual(assemblies) ? this : With(Pieces, assemblies);

    private WorldBook With(IEnumerable<PieceHome> pieces, IReadOnlyList<AssemblyIdentity> assemblies) =>
        new(pieces, Moved, Declarations, Symbols)
        {
            State = State, World = World, Target = Target, Generation = Generation, Cells = Cells,
            Assemblies = assemblies,
        };

    /// <summary>The number of the evolution that brought a cell; 0 of one that was booted.</summary>
    public uint GenerationOf(int cell) => GenerationOf(Cells[cell]);

    /// <summary>As its name tells.</summary>
    public static uint GenerationOf(string cell) => Parted(cell).Generation;

    /// <summary>The name of the booted cell that one belongs to which an evolution has brought; else its own.</summary>
    public static string BootedNameOf(string cell) => Parted(cell).Booted;

    private static (string Booted, uint Generation) Parted(string cell) =>
        cell.LastIndexOf((char)EvolutionCell.Separator) is > 0 and var at
        && uint.TryParse(cell.AsSpan(at + 1), out uint generation) ? (cell[..at], generation) : (cell, 0);
}
