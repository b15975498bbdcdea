using System.Text;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// What statics begin with: static constructors, and the objects that the compiler has made of them. Neither can
/// change in a system that runs. Both refer to lambdas, whose names are other ones as soon as there is one lambda more
/// in their type; so each that does has a form in which that is not seen: itself and the lambdas that it leads to, all
/// without the numbers in the names. Where that is the same, what was there from the start is right for ever.
/// </summary>
internal sealed class InitialState(PieceGraph pieces, PieceContents contents, CompilerMade made)
{
    private const string KeyPrefix = "initial state ";

    /// <summary>The forms of all that a world has.</summary>
    public IEnumerable<Declared> All() => pieces.Pieces.Where(Is).Where(RefersToMade)
        .Select(p => new Declared(KeyOf(p), FormOf(p)));

    /// <summary>It is what a static of a type that a source names begins with.</summary>
    public bool Is(Piece piece) => (piece.Kind == CellSegmentKind.Text
        ? PieceKinds.IsConstructor(contents.MethodOf(piece)) : PieceKinds.IsStaticObject(piece.Name))
        && !made.IsMentionedIn(piece.Name);

    /// <summary>True where a piece has the form that the book has of it, null where the book has none.</summary>
    public bool? IsAsIn(WorldBook book, Piece piece) =>
        Is(piece) && book.ShapeOf(KeyOf(piece)) is { } form ? form == FormOf(piece) : null;

    private static ulong KeyOf(Piece piece) => SymbolHashes.HashOf(KeyPrefix + piece.Name);

    private bool RefersToMade(Piece piece) =>
        pieces.References(piece).Any(r => r.Target is { } target && made.IsMentionedIn(target.Name));

    private ulong FormOf(Piece piece)
    {
        (MemoryStream form, HashSet<Piece> seen) = (new MemoryStream(), new HashSet<Piece>());
        Put(piece, seen, form);
        return NameHash.Of(form.ToArray());
    }

    private void Put(Piece piece, HashSet<Piece> seen, MemoryStream form)
    {
        if (!seen.Add(piece))
        {
            return;
        }

        form.Write(pieces.Contents(piece));
        foreach (Reference reference in pieces.References(piece))
        {
            string name = reference.Symbol ?? reference.Target?.Name ?? "";
            bool isMade = made.IsMentionedIn(name);
            form.Write(Encoding.UTF8.GetBytes($"{reference.Offset} {reference.Type} "
                + (isMade ? new string([.. name.Where(c => !char.IsAsciiDigit(c))])
                    : $"{name} {reference.TargetOffset} {reference.Addend}") + "\n"));
            if (isMade && reference.Target is { Kind: CellSegmentKind.Text } code)
            {
                Put(code, seen, form);
            }
        }

        foreach (Piece companion in piece.Kind == CellSegmentKind.Text ? contents.CompanionsOf(piece) : [])
        {
            form.Write(pieces.Contents(companion));
        }
    }
}
