using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// What leads a running system on: of the pieces of a new world, or of a part of one, those that the system has, those
/// of them that get another body, and those that a package brings.
/// </summary>
internal abstract class WorldChange
{
    protected WorldChange(WorldBook running, NewWorld world)
    {
        (Running, World, Made) = (running, world, new CompilerMade(world.Assemblies.Select(a => a.Name)));
        Contents = new PieceContents(world.Pieces, p => ContentHashes.Of(world.Pieces, p));
    }

    public PieceContents Contents { get; }

    /// <summary>Where pieces are that the system has already, under the names of the new world.</summary>
    public Dictionary<Piece, PieceHome> Homes { get; } = [];

    /// <summary>Functions that get another body, in the order of the world's pieces.</summary>
    public List<Piece> Replaced { get; } = [];

    /// <summary>Functions that get back the body at their home.</summary>
    public List<Piece> AtHome { get; } = [];

    /// <summary>Statics' initial state that is the same but for the numbers in names: it stays as it is.</summary>
    public HashSet<Piece> Kept { get; } = [];

    /// <summary>What the package holds, the bodies of <see cref="Replaced"/> included.</summary>
    public HashSet<Piece> Brought { get; } = [];

    /// <summary>Of the pieces that the system has, those that no code will use any more.</summary>
    public HashSet<Piece> Fresh { get; } = [];

    /// <summary>Tables and handles of the world that are others in the new one; the system keeps its own.</summary>
    public int WorldPieces { get; protected set; }

    /// <summary>How the new world declares things, as far as it is known.</summary>
    public abstract IEnumerable<Declared> Declared { get; }

    protected WorldBook Running { get; }

    protected NewWorld World { get; }

    protected CompilerMade Made { get; }

    /// <summary>Hash of a piece's contents alone.</summary>
    public ulong ContentOf(Piece piece) => ContentHashes.Of(World.Pieces, piece);

    /// <summary>What evolutions have brought and the new world does not have: the system may have given it back.
    /// </summary>
    public abstract IEnumerable<ulong> Gone();

    /// <summary>Why a function that the system has cannot get another body, if it cannot.</summary>
    protected RefusalReason? ReasonAgainst(Piece function)
    {
        PieceHome home = Homes[function];
        if (Running.Cells[home.Cell] == Cell.NanoCore)
        {
            return RefusalReason.InNanoCore;
        }

        if (!World.Pieces.Graph.Inputs[function.Source.Input].IsManaged)
        {
            return RefusalReason.NativeChanged;
        }

        if (PieceKinds.IsConstructor(Contents.MethodOf(function)))
        {
            return RefusalReason.ConstructorChanged;
        }

        bool hasNoRoom = home.IsFixed || home.Kind != CellSegmentKind.Text
            || home.Offset % EvolutionChange.HomeAlign != 0 || function.NameOffset != 0 || IsTooShort(home);
        return hasNoRoom ? RefusalReason.NoRoomAtHome : null;
    }

    /// <summary>Something begins where the jump would be.</summary>
    private bool IsTooShort(PieceHome home) => home.Size < EvolutionChange.JumpBytes && Array.Exists(Running.Pieces,
        p => p.Cell == home.Cell && p.Offset > home.Offset && p.Offset < home.Offset + EvolutionChange.JumpBytes);

    /// <summary>A function and what goes with it.</summary>
    protected IEnumerable<Piece> WithCompanions(Piece piece) =>
        piece.Kind == CellSegmentKind.Text ? [piece, .. Contents.CompanionsOf(piece)] : [piece];

    /// <summary>What a function refers to that the C# compiler has made up and numbered.</summary>
    protected IEnumerable<Piece> MadeUpFor(Piece function) => WithCompanions(function)
        .SelectMany(World.Pieces.References).Select(r => r.Target).OfType<Piece>()
        .Where(t => Made.IsMentionedIn(t.Name));

    /// <summary>A piece by a name that people read, and its cell.</summary>
    protected string Say(Piece piece)
    {
        string name = World.Readable(Contents.MethodOf(piece));
        return Homes.TryGetValue(piece, out PieceHome home)
            ? $"{name}, in cell {Running.Cells[home.Cell]}" : $"{name}, which would be in cell {piece.Cell!.Name}";
    }
}
