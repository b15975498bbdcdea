using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Build.Objects;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// Methods that were compiled one by one, as a part of a world: what they refer to is what the running system has by
/// that name, and only where it has nothing what came with them.
/// </summary>
public sealed class MethodWorld
{
    private readonly WorldBook _running;
    private readonly HashSet<string> _names;
    private readonly SymbolHashes _hashes = new();
    private readonly Dictionary<ulong, Piece> _external = [];
    private readonly Dictionary<Piece, PieceHome> _homes = [];

    /// <param name="running">What the system has.</param>
    /// <param name="inputs">What was compiled, one of each method.</param>
    /// <exception cref="WholeWorldException">They need what nothing has.</exception>
    public MethodWorld(WorldBook running, IReadOnlyList<LinkInput> inputs)
    {
        _running = running;
        Symbols = [.. inputs.Select(MethodIn)];
        _names = [.. Symbols];
        LinkGraph graph = new(inputs) { IsExternal = IsExternal, IsOfParts = true };
        try
        {
            SymbolResolution.Run(graph);
            Liveness.Run(graph,
                Enumerable.Range(0, inputs.Count).Where(IsInSystem).Select(i => graph.Globals[Symbols[i]]));
            (string Name, SectionRef Section)[] types = [.. TypesOf(graph)];
            foreach ((_, SectionRef type) in types)
            {
                graph.Inputs[type.Input].Live[type.Section] = true; // to be compared
            }

            Pieces = PieceGraph.Make(graph, Locate);
            foreach ((string name, SectionRef type) in types)
            {
                TakeType(name, Pieces.PieceOf(type)!);
            }
        }
        catch (LinkException e)
        {
            throw new WholeWorldException(e.Error == LinkError.MissingSymbols
                ? $"what it needs is not there: {e.Message}" : $"it cannot be linked alone: {e.Message}");
        }

        Compiled = Symbols.Select(s => Pieces.PieceOf(graph.SectionOf(graph.Globals[s])!.Value)).OfType<Piece>()
            .ToHashSet();
        foreach (string name in graph.Externals)
        {
            Locate(name);
        }

        Pieces.Pieces.AddRange(_homes.Keys);
    }

    /// <summary>The compiler's name of each method, in the order of the objects.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>
    /// All that is live, and with size alone what the system has of what that refers to (<see cref="Homes"/>).
    /// </summary>
    public PieceGraph Pieces { get; }

    /// <summary>Of these the methods, as far as the system has them or another one needs them.</summary>
    public IReadOnlySet<Piece> Compiled { get; }

    public IReadOnlyDictionary<Piece, PieceHome> Homes => _homes;

    /// <summary>
    /// Hashes of the MethodTables, by symbol, that came once more, with each method: ILC makes one with less in it for
    /// a type that the code only compares with.
    /// </summary>
    public Dictionary<string, HashSet<ulong>> Types { get; } = new(StringComparer.Ordinal);

    private void TakeType(string name, Piece piece)
    {
        if (!Types.TryGetValue(name, out HashSet<ulong>? forms))
        {
            Types.Add(name, forms = []);
        }

        forms.Add(ContentHashes.Of(Pieces, piece));
        Pieces.Pieces.Remove(piece);
    }

    /// <summary>The system has the method of an object.</summary>
    public bool IsInSystem(int number) => _running.Locate(_hashes.Of(Symbols[number])) is not null;

    private static string MethodIn(LinkInput input)
    {
        string[] methods = [.. input.MethodOf.OfType<string>().Where(m => !PieceKinds.IsHelper(m))];
        return methods.Length == 1 ? methods[0] : throw new WholeWorldException(
            $"{methods.Length} methods came where one was to be compiled: {string.Join(", ", methods)}");
    }

    private bool IsExternal(string name) =>
        name != "" && !IsOfCompiled(name) && _running.Locate(_hashes.Of(name)) is not null;

    private bool IsOfCompiled(string name) => _names.Contains(name)
        || PieceContents.MethodOfCompanion(name) is { } method && _names.Contains(method);

    /// <summary>MethodTables that the system has and that are in an object, too.</summary>
    private static IEnumerable<(string Name, SectionRef Section)> TypesOf(LinkGraph graph)
    {
        HashSet<string> names = graph.Externals
            .Where(n => n.StartsWith(PieceKinds.TypePrefix, StringComparison.Ordinal)).ToHashSet();
        for (int input = 0; input < graph.Inputs.Count; input++)
        {
            ElfObject elf = graph.Inputs[input].Object;
            for (int symbol = 1; symbol < elf.SymbolCount; symbol++)
            {
                if (elf.SymbolSection[symbol] is > 0 and var section && names.Contains(elf.SymbolName[symbol]))
                {
                    yield return (elf.SymbolName[symbol], new SectionRef(input, section));
                }
            }
        }
    }

    private (Piece Piece, long Offset) Locate(string name)
    {
        (PieceHome home, uint offset) = _running.Locate(_hashes.Of(name))!.Value;
        if (!_external.TryGetValue(home.Name, out Piece? piece))
        {
            piece = new Piece(name, home.Kind, 1) { Size = (int)home.Size, OwnReferences = [] };
            _external.Add(home.Name, piece);
            _homes.Add(piece, home);
        }

        return (piece, offset);
    }
}
