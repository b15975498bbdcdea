using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// What leads a running system to a few methods that were compiled alone, and only to these. It is right where two
/// things hold: as they were before, alone they are compiled to what the system has; and of what is new in them,
/// nothing is what an object cannot tell without the rest of its world.
/// </summary>
internal sealed class MethodDifference : WorldChange
{
    /// <summary>What may come with a method: it is the same whatever else is compiled.</summary>
    private static readonly string[] s_whole =
    [
        PieceKinds.Literal, DispatchCells.Prefix, "__DelegateCtor_", "__GetGCStaticBase_", "__GetNonGCStaticBase_",
    ];

    /// <summary>How ILC writes the type of the C# compiler's constants.</summary>
    private const string Constants = "__PrivateImplementationDetails_";

    private readonly MethodWorld _methods;
    private readonly MethodWorld _before;

    private MethodDifference(WorldBook running, NewWorld world, MethodWorld methods, MethodWorld before)
        : base(running, world)
    {
        (_methods, _before) = (methods, before);
        foreach ((Piece piece, PieceHome home) in methods.Homes)
        {
            Homes.Add(piece, home);
        }
    }

    public override IEnumerable<Declared> Declared => World.Declarations.All;

    public override IEnumerable<ulong> Gone() => [];

    /// <param name="running">What the system has.</param>
    /// <param name="world">The pieces of <paramref name="methods"/>.</param>
    /// <param name="methods">What has changed, as it is now.</param>
    /// <param name="before">The same as it was, but for what is new.</param>
    /// <exception cref="WholeWorldException"></exception>
    /// <exception cref="BuildException">One of <see cref="RefusalReason"/>.</exception>
    public static MethodDifference Find(WorldBook running, NewWorld world, MethodWorld methods, MethodWorld before)
    {
        // The control: as they were, they are compiled to what the system runs.
        if (OtherThan(running, before) is { } other)
        {
            throw new WholeWorldException($"{other} is compiled otherwise alone than in the whole world");
        }

        MethodDifference pass = new(running, world, methods, before);

        // Each method that has changed has a body in the package or at home.
        pass.Divide();

        // All that the package refers to is in it or in the system.
        pass.Complete();
        return pass;
    }

    /// <summary>A method that is compiled otherwise than what the system runs; null where none is.</summary>
    public static string? OtherThan(WorldBook running, MethodWorld methods)
    {
        PieceContents contents = new(methods.Pieces, p => ContentHashes.Of(methods.Pieces, p));
        return methods.Pieces.Pieces.Find(p => methods.Compiled.Contains(p) && HomeOf(running, p) is { } home
            && home.Content != contents.HashOf(p))?.Name;
    }

    /// <summary>Where the system has a method that was compiled alone; null where it does not have it.</summary>
    /// <exception cref="WholeWorldException">It has it by another name.</exception>
    private static PieceHome? HomeOf(WorldBook running, Piece function)
    {
        ulong name = PieceContents.NameOf(function);
        return running.Find(name) is { } home ? home : running.Locate(name) is null ? null
            : throw new WholeWorldException($"{function.Name} has another name, too");
    }

    private void Divide()
    {
        Refusals refusals = new();
        foreach (Piece function in World.Pieces.Pieces.Where(_methods.Compiled.Contains))
        {
            if (HomeOf(Running, function) is not { } home)
            {
                continue;
            }

            Homes.Add(function, home);
            ulong content = Contents.HashOf(function);
            if (content == home.Content)
            {
                continue;
            }

            if (ReasonAgainst(function) is { } reason)
            {
                refusals.Add(reason, Say(function));
            }

            bool isAsAtHome = Running.IsMoved(home) && Running.AtHome(home) == content && !MadeUpFor(function).Any();
            (isAsAtHome ? AtHome : Replaced).Add(function);
        }

        refusals.ThrowIfAny();
    }

    private void Complete()
    {
        Queue<(Piece Piece, string Cell)> pending = new(Replaced.SelectMany(
            f => WithCompanions(f).Select(p => (p, WorldBook.BootedNameOf(Running.Cells[Homes[f].Cell])))));
        while (pending.TryDequeue(out (Piece Piece, string Cell) next))
        {
            if (!Brought.Add(next.Piece))
            {
                continue;
            }

            next.Piece.Cell = new Cell(next.Cell);
            foreach (Reference reference in World.Pieces.References(next.Piece))
            {
                if (reference.Target is not { } target)
                {
                    throw new WholeWorldException($"{next.Piece.Name} refers to {reference.Symbol ?? "nothing"}");
                }

                if (Homes.ContainsKey(target))
                {
                    RequireWhole(reference);
                    continue;
                }

                if (!_methods.Compiled.Contains(target) && !Array.Exists(s_whole, target.Name.StartsWith)
                    && !(target.Kind == CellSegmentKind.ReadOnly && target.Name.Contains(Constants)))
                {
                    throw new WholeWorldException($"it needs {World.Readable(target.Name)}, which is not there");
                }

                foreach (Piece each in WithCompanions(target))
                {
                    pending.Enqueue((each, next.Cell));
                }
            }
        }
    }

    /// <summary>A type that is there is there with all that the new code uses of it.</summary>
    private void RequireWhole(Reference reference)
    {
        if (reference.Symbol is { } symbol && _methods.Types.TryGetValue(symbol, out HashSet<ulong>? forms)
            && forms.Any(f => f != Homes[reference.Target!].Content
                && !(_before.Types.TryGetValue(symbol, out HashSet<ulong>? former) && former.Contains(f))))
        {
            throw new WholeWorldException($"it uses {World.Readable(symbol)} in another way than was known");
        }
    }
}
