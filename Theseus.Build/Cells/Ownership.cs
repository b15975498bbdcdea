using Theseus.Build.Linking;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Decides which cell each piece belongs to (docs/world-and-cells.md). A resident piece is the nano-core's; code of a
/// native library is a cell of its own. A managed section belongs to its assembly, and what is named after a method or
/// a type goes with that. A frozen object that one cell alone refers to is that cell's, else it goes with its type.
/// </summary>
public sealed class Ownership
{
    private readonly PieceGraph _pieces;
    private readonly Func<string, string> _owner;
    private readonly InstanceStatics _instance;
    private readonly HashSet<string> _withObjects;
    private readonly SortedDictionary<string, Cell> _cells = new(StringComparer.Ordinal);

    private Ownership(PieceGraph pieces, Func<string, string> owner, InstanceStatics instance)
    {
        (_pieces, _owner, _instance) = (pieces, owner, instance);
        _withObjects = [.. pieces.Pieces.Select(p => p.Name).Where(InstanceStatics.AreReferences)
            .Select(InstanceStatics.TypeOf).OfType<string>()];
    }

    /// <param name="pieces">Every piece's cell is set.</param>
    /// <param name="owner">From a mangled symbol to its assembly, or to <see cref="WorldSymbols.World"/>.</param>
    /// <param name="nanoCore">The cell of resident pieces.</param>
    /// <param name="resident">The sections that are resident.</param>
    /// <param name="instance">The statics of kernel types that are a program's.</param>
    /// <returns>The cells but for the nano-core, by name; each with its pieces.</returns>
    public static List<Cell> Assign(
        PieceGraph pieces, Func<string, string> owner, Cell nanoCore, IReadOnlySet<SectionRef> resident,
        InstanceStatics instance)
    {
        Ownership pass = new(pieces, owner, instance);
        foreach (Piece piece in pieces.Pieces.Where(p => p.IsSection && resident.Contains(p.Source)))
        {
            piece.Cell = nanoCore;
        }

        foreach (Piece piece in pieces.Pieces.Where(p => p.Cell is null && !IsFrozen(p)))
        {
            piece.Cell = pass.CellOf(pass.OwnerOf(piece));
        }

        pass.FollowMethods();
        pass.AssignFrozen(nanoCore);
        pieces.Pieces.RemoveAll(p => p.Cell is null);
        foreach (Piece piece in pieces.Pieces)
        {
            piece.Cell!.Pieces.Add(piece);
        }

        return [.. pass._cells.Values.Where(c => c.Pieces.Count > 0)];
    }

    private static bool IsFrozen(Piece piece) => piece is { IsObject: true, Made: null };

    private Cell CellOf(string name)
    {
        name = name == WorldSymbols.World ? Cell.World : name;
        if (!_cells.TryGetValue(name, out Cell? cell))
        {
            _cells.Add(name, cell = new Cell(name));
        }

        return cell;
    }

    /// <summary>
    /// The cell of a piece's own name, but what each program has for its own is in no cell of the kernel's, for those
    /// are one for all: what the runtime notes of a type, statics that refer to objects (with what says that their
    /// class constructor has run), and the statics of the class library's native half. Random numbers go on.
    /// </summary>
    private string OwnerOf(Piece piece)
    {
        string owner = NamedOwnerOf(piece);
        return KernelCells.Contains(System.Text.Encoding.UTF8.GetBytes(owner)) && IsOfPrograms(piece) ? Cell.World
            : owner;
    }

    private bool IsOfPrograms(Piece piece) => piece.IsTypeNote || IsOfPrograms(piece.Name)
        || piece.Name.StartsWith(DispatchCells.Prefix, StringComparison.Ordinal);

    private bool IsOfPrograms(string name) => _instance.Contains(name)
        || (InstanceStatics.TypeOf(name) is { } type && _withObjects.Contains(type))
        || (name.Contains("STATICSTheseus_Platform_Theseus_Platform_Native_", StringComparison.Ordinal)
            && !name.Contains("NativeRandom", StringComparison.Ordinal));

    private string NamedOwnerOf(Piece piece)
    {
        if (piece.User is { } user)
        {
            return _pieces.Graph.Inputs[user].Library ?? Cell.Library;
        }

        if (piece.Source.Input < 0)
        {
            return _owner(piece.Name[..^GcStatics.ObjectSuffix.Length]);
        }

        LinkInput input = _pieces.Graph.Inputs[piece.Source.Input];
        return !input.IsManaged ? input.Library ?? Cell.Library
            : _owner(input.MethodOf[piece.Source.Section] ?? piece.Name);
    }

    /// <summary>
    /// A method's table entry refers to its clauses by cell offset: they are where it is, whatever their name says.
    /// </summary>
    private void FollowMethods()
    {
        foreach (Piece piece in _pieces.Pieces)
        {
            if (!piece.IsSection || !piece.Name.StartsWith(Liveness.ClausesOf, StringComparison.Ordinal))
            {
                continue;
            }

            if (_pieces.Graph.Find(piece.Name[Liveness.ClausesOf.Length..]) is { } method
                && _pieces.Locate(method) is var (code, _))
            {
                piece.Cell = code.Cell;
            }
        }
    }

    /// <summary>An object that nothing refers to is in no cell.</summary>
    private void AssignFrozen(Cell nanoCore)
    {
        Dictionary<Piece, Cell?> users = new();
        HashSet<Piece> shared = new();
        foreach (Piece piece in _pieces.Pieces)
        {
            foreach (Reference reference in _pieces.References(piece))
            {
                if (reference.Target is not { } target || !IsFrozen(target))
                {
                    continue;
                }

                if (users.TryAdd(target, piece.Cell) ? piece.Cell is null || piece.Cell == nanoCore
                    : users[target] != piece.Cell)
                {
                    shared.Add(target);
                }
            }
        }

        foreach ((Piece piece, Cell? user) in users)
        {
            Piece type = piece.OwnReferences!.First(r => r.Offset == FrozenObjects.HeaderBytes).Target!;
            piece.Cell = shared.Contains(piece) ? type.Cell : user;
            if (piece.Cell == nanoCore)
            {
                piece.Cell = CellOf(Cell.World);
            }
        }
    }
}
