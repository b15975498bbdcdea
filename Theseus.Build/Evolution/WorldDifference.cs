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
internal sealed class WorldDifference : WorldChange
{
    private readonly InitialState _initial;
    private readonly Refusals _refusals = new();
    private readonly HashSet<Piece> _changed = [];
    private readonly HashSet<string> _refreshed = [];
    private readonly Queue<Piece> _followed = [];
    private readonly UnboxTargets _unboxing;
    private Dictionary<Piece, List<Piece>>? _users;

    private WorldDifference(WorldBook running, NewWorld world)
        : base(running, world)
    {
        _unboxing = new UnboxTargets(world.Pieces);
        _initial = new InitialState(world.Pieces, Contents, Made);
    }

    public override IEnumerable<Declared> Declared => World.Declarations.All.Concat(_initial.All());

    public override IEnumerable<ulong> Gone()
    {
        HashSet<ulong> present = [.. Homes.Values.Select(h => h.Name)];
        return Running.Pieces.Where(p => Running.GenerationOf(p.Cell) > 0 && !present.Contains(p.Name))
            .Select(p => p.Name);
    }

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
        foreach (Piece piece in World.Pieces.Pieces)
        {
            if (Running.Find(PieceContents.NameOf(piece)) is not { } home)
            {
                continue;
            }

            Homes.Add(piece, home);
            if (Contents.Companions.Contains(piece)
                || (home.Content == Contents.HashOf(piece) && _initial.IsAsIn(Running, piece) != false))
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
        string[] made = Made.MentionedIn(piece.Name);
        foreach (string each in made)
        {
            Refresh(each);
        }

        if (made.Length > 0)
        {
            return;
        }

        if (_initial.IsAsIn(Running, piece) == true)
        {
            Kept.Add(piece);
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

        foreach (Piece piece in Homes.Keys.Where(p => CompilerMade.Mentions(p.Name, made)))
        {
            if (!PieceKinds.IsOfWorld(piece.Name) && Fresh.Add(piece))
            {
                _followed.Enqueue(piece);
            }
        }
    }

    private void FollowUsersOf(Piece fresh)
    {
        _users ??= FindUsers();
        foreach (Piece user in _users.GetValueOrDefault(fresh, []).Where(u => !Fresh.Contains(u)))
        {
            Differs(user);
        }
    }

    /// <summary>Of the pieces that the system has and a number is in the name of, those that refer to them.</summary>
    private Dictionary<Piece, List<Piece>> FindUsers()
    {
        Dictionary<Piece, List<Piece>> users = new();
        foreach (Piece piece in Homes.Keys.Where(
            p => !PieceKinds.IsOfWorld(p.Name) && !Contents.Companions.Contains(p)))
        {
            foreach (Piece target in WithCompanions(piece).SelectMany(World.Pieces.References)
                .Select(r => r.Target).OfType<Piece>().Where(t => Made.IsMentionedIn(t.Name)))
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

    private void Change(Piece function)
    {
        if (!_changed.Add(function))
        {
            return;
        }

        if (ReasonAgainst(function) is { } reason)
        {
            _refusals.Add(reason, Say(function));
        }
    }

    private void Divide()
    {
        foreach (Piece function in World.Pieces.Pieces.Where(_changed.Contains))
        {
            PieceHome home = Homes[function];
            if (Running.IsMoved(home) && Running.AtHome(home) == Contents.HashOf(function)
                && MeansTheSame(function))
            {
                AtHome.Add(function);
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
        uint since = Running.GenerationOf(Homes[function].Cell);
        return MadeUpFor(function).All(t => !Fresh.Contains(t) && Homes.TryGetValue(t, out PieceHome home)
                && Running.GenerationOf(home.Cell) <= since);
    }

    private void Complete()
    {
        Queue<Piece> pending = new(Replaced.SelectMany(WithCompanions));
        HashSet<Piece> replaced = [.. Replaced];
        Dictionary<Piece, Piece[]> stubs = _unboxing.All.Where(u => u.Target.Target is not null)
            .GroupBy(u => u.Stub).ToDictionary(g => g.Key, g => g.Select(u => u.Target.Target!).ToArray());
        while (pending.TryDequeue(out Piece? piece))
        {
            if (!Brought.Add(piece))
            {
                continue;
            }

            RefuseIfImpossible(piece);
            foreach (Piece each in World.Pieces.References(piece).Select(r => r.Target).OfType<Piece>()
                .Concat(stubs.GetValueOrDefault(piece, []))
                .Where(t => !replaced.Contains(t) && (Fresh.Contains(t) || !Homes.ContainsKey(t)))
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
}
