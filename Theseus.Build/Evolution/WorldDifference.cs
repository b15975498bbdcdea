using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// What leads a running system to a new world (docs/evolution.md). Pieces are the same if they have one name and one
/// content. Of those that are not: a function gets another body; what the C# compiler has made up, and numbered, comes
/// anew with all that belongs to it, and whoever refers to it is changed by that; anything else is refused. To these
/// comes all that they refer to and the system does not have.
/// </summary>
internal sealed class WorldDifference
{
    private readonly WorldBook _running;
    private readonly NewWorld _world;
    private readonly PieceContents _contents;
    private readonly CompilerMade _made;
    private readonly InitialState _initial;
    private readonly Refusals _refusals = new();
    private readonly Dictionary<Piece, PieceHome> _homes = [];
    private readonly HashSet<Piece> _fresh = [];
    private readonly HashSet<Piece> _changed = [];
    private readonly HashSet<string> _refreshed = [];
    private readonly Queue<Piece> _followed = [];
    private readonly List<Piece> _atHome = [];
    private readonly HashSet<Piece> _kept = [];
    private readonly HashSet<Piece> _brought = [];
    private readonly UnboxTargets _unboxing;
    private Dictionary<Piece, List<Piece>>? _users;

    private WorldDifference(WorldBook running, NewWorld world)
    {
        (_running, _world, _made) = (running, world, new CompilerMade(world.Assemblies));
        _contents = new PieceContents(world.Pieces, p => ContentHashes.Of(world.Pieces, p));
        _unboxing = new UnboxTargets(world.Pieces);
        _initial = new InitialState(world.Pieces, _contents, _made);
    }

    public PieceContents Contents => _contents;

    /// <summary>Hash of a piece's contents alone.</summary>
    public ulong ContentOf(Piece piece) => ContentHashes.Of(_world.Pieces, piece);

    public InitialState Initial => _initial;

    /// <summary>Where pieces are that the system has already, under the names of the new world.</summary>
    public IReadOnlyDictionary<Piece, PieceHome> Homes => _homes;

    /// <summary>Functions that get another body, in the order of the world's pieces.</summary>
    public List<Piece> Replaced { get; } = [];

    /// <summary>Functions that get back the body at their home.</summary>
    public IReadOnlyList<Piece> AtHome => _atHome;

    /// <summary>Statics' initial state that is the same but for the numbers in names: it stays as it is.</summary>
    public IReadOnlySet<Piece> Kept => _kept;

    /// <summary>What the package holds, the bodies of <see cref="Replaced"/> included.</summary>
    public IReadOnlySet<Piece> Brought => _brought;

    /// <summary>Of the pieces that the system has, those that no code will use any more.</summary>
    public IReadOnlySet<Piece> Fresh => _fresh;

    /// <summary>Tables and handles of the world that are others in the new one; the system keeps its own.</summary>
    public int WorldPieces { get; private set; }

    /// <exception cref="BuildException">One of <see cref="RefusalReason"/>.</exception>
    public static WorldDifference Find(WorldBook running, NewWorld world)
    {
        WorldDifference pass = new(running, world);
        foreach ((string text, bool isType) in world.Declarations.ChangedSince(running))
        {
            pass._refusals.Add(isType ? RefusalReason.ShapeChanged : RefusalReason.SignatureChanged,
                isType ? $"the fields of {text}" : $"{text}, or which of its overloads is first");
        }

        // Each piece that the system has is the same, has changed, or is made anew.
        pass.Compare();

        // Whoever refers to what is made anew has changed, too.
        while (pass._followed.TryDequeue(out Piece? fresh))
        {
            pass.FollowUsersOf(fresh);
        }

        // Each function that has changed has a body in the package or at home.
        pass.Divide();

        // All that the package refers to is in it or in the system.
        pass.Complete();
        pass._refusals.ThrowIfAny();
        return pass;
    }

    private void Compare()
    {
        List<Piece> others = new();
        foreach (Piece piece in _world.Pieces.Pieces)
        {
            if (_running.Find(PieceContents.NameOf(piece)) is not { } home)
            {
                continue;
            }

            _homes.Add(piece, home);
            if (_contents.Companions.Contains(piece)
                || (home.Content == _contents.HashOf(piece) && _initial.IsAsIn(_running, piece) != false))
            {
                continue;
            }

            if (PieceKinds.IsOfWorld(piece.Name))
            {
                WorldPieces++;
            }
            else
            {
                others.Add(piece);
            }
        }

        others.ForEach(Differs);
    }

    private void Differs(Piece piece)
    {
        string[] made = _made.MentionedIn(piece.Name);
        foreach (string each in made)
        {
            Refresh(each);
        }

        if (made.Length > 0)
        {
            return;
        }

        if (_initial.IsAsIn(_running, piece) == true)
        {
            _kept.Add(piece);
            return;
        }

        if (piece.Kind == CellSegmentKind.Text)
        {
            Change(piece);
        }
        else
        {
            _refusals.Add(PieceKinds.ReasonOf(piece), Say(piece));
        }
    }

    /// <summary>Makes a type or a method anew that the C# compiler has made up, with all that is made for it.</summary>
    private void Refresh(string made)
    {
        if (!_refreshed.Add(made))
        {
            return;
        }

        foreach (Piece piece in _homes.Keys.Where(p => CompilerMade.Mentions(p.Name, made)))
        {
            if (!PieceKinds.IsOfWorld(piece.Name) && _fresh.Add(piece))
            {
                _followed.Enqueue(piece);
            }
        }
    }

    private void FollowUsersOf(Piece fresh)
    {
        _users ??= FindUsers();
        foreach (Piece user in _users.GetValueOrDefault(fresh, []).Where(u => !_fresh.Contains(u)))
        {
            Differs(user);
        }
    }

    /// <summary>Of the pieces that the system has and a number is in the name of, those that refer to them.</summary>
    private Dictionary<Piece, List<Piece>> FindUsers()
    {
        Dictionary<Piece, List<Piece>> users = new();
        foreach (Piece piece in _homes.Keys.Where(
            p => !PieceKinds.IsOfWorld(p.Name) && !_contents.Companions.Contains(p)))
        {
            foreach (Piece target in WithCompanions(piece).SelectMany(_world.Pieces.References)
                .Select(r => r.Target).OfType<Piece>().Where(t => _made.IsMentionedIn(t.Name)))
            {
                if (!users.TryGetValue(target, out List<Piece>? list))
                {
                    users.Add(target, list = []);
                }

                list.Add(piece);
            }
        }

        return users;
    }

    private IEnumerable<Piece> WithCompanions(Piece piece) =>
        piece.Kind == CellSegmentKind.Text ? [piece, .. _contents.CompanionsOf(piece)] : [piece];

    private void Change(Piece function)
    {
        if (!_changed.Add(function))
        {
            return;
        }

        PieceHome home = _homes[function];
        string cell = _running.Cells[home.Cell];
        if (cell == Cell.NanoCore)
        {
            _refusals.Add(RefusalReason.InNanoCore, Say(function));
        }
        else if (!_world.Pieces.Graph.Inputs[function.Source.Input].IsManaged)
        {
            _refusals.Add(RefusalReason.NativeChanged, Say(function));
        }
        else if (PieceKinds.IsConstructor(_contents.MethodOf(function)))
        {
            _refusals.Add(RefusalReason.ConstructorChanged, Say(function));
        }
        else if (home.IsFixed || home.Kind != CellSegmentKind.Text || home.Offset % EvolutionChange.HomeAlign != 0
            || function.NameOffset != 0 || HasNoRoom(home))
        {
            _refusals.Add(RefusalReason.NoRoomAtHome, Say(function));
        }
    }

    /// <summary>Something begins where the jump would be.</summary>
    private bool HasNoRoom(PieceHome home) => home.Size < EvolutionChange.JumpBytes && Array.Exists(_running.Pieces,
        p => p.Cell == home.Cell && p.Offset > home.Offset && p.Offset < home.Offset + EvolutionChange.JumpBytes);

    private void Divide()
    {
        foreach (Piece function in _world.Pieces.Pieces.Where(_changed.Contains))
        {
            PieceHome home = _homes[function];
            if (_running.IsMoved(home) && _running.AtHome(home) == _contents.HashOf(function)
                && MeansTheSame(function))
            {
                _atHome.Add(function);
            }
            else
            {
                Replaced.Add(function);
            }
        }
    }

    /// <summary>
    /// The body at home still refers to what its names stand for: nothing that is numbered was made anew since.
    /// </summary>
    private bool MeansTheSame(Piece function)
    {
        uint since = _running.GenerationOf(_homes[function].Cell);
        return WithCompanions(function).SelectMany(_world.Pieces.References).Select(r => r.Target).OfType<Piece>()
            .Where(t => _made.IsMentionedIn(t.Name))
            .All(t => !_fresh.Contains(t) && _homes.TryGetValue(t, out PieceHome home)
                && _running.GenerationOf(home.Cell) <= since);
    }

    private void Complete()
    {
        Queue<Piece> pending = new(Replaced.SelectMany(WithCompanions));
        HashSet<Piece> replaced = [.. Replaced];
        Dictionary<Piece, Piece[]> stubs = _unboxing.All.Where(u => u.Target.Target is not null)
            .GroupBy(u => u.Stub).ToDictionary(g => g.Key, g => g.Select(u => u.Target.Target!).ToArray());
        while (pending.TryDequeue(out Piece? piece))
        {
            if (!_brought.Add(piece))
            {
                continue;
            }

            RefuseIfImpossible(piece);
            foreach (Piece each in _world.Pieces.References(piece).Select(r => r.Target).OfType<Piece>()
                .Concat(stubs.GetValueOrDefault(piece, []))
                .Where(t => !replaced.Contains(t) && (_fresh.Contains(t) || !_homes.ContainsKey(t)))
                .SelectMany(WithCompanions))
            {
                pending.Enqueue(each);
            }
        }
    }

    /// <summary>What a package cannot bring.</summary>
    private void RefuseIfImpossible(Piece piece)
    {
        if (PieceKinds.IsThreadStatic(piece.Name))
        {
            _refusals.Add(RefusalReason.ThreadStatics, Say(piece));
        }
        else if (PieceKinds.IsHandle(piece.Name))
        {
            _refusals.Add(RefusalReason.MetadataNeeded, Say(piece));
        }
        else if (piece.Cell!.IsResident)
        {
            _refusals.Add(RefusalReason.InNanoCore, Say(piece));
        }
    }

    private string Say(Piece piece)
    {
        string name = _world.Readable(_contents.MethodOf(piece));
        return _homes.TryGetValue(piece, out PieceHome home)
            ? $"{name}, in cell {_running.Cells[home.Cell]}" : $"{name}, which would be in cell {piece.Cell!.Name}";
    }
}
