using Theseus.Build.Cells;
using Theseus.Build.Evolution.Methods;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>Makes the package that leads a running system to a new world: one step a line, and what holds after it.
/// </summary>
public static class EvolutionBuilder
{
    /// <param name="running">The state of the system.</param>
    /// <param name="world">Where it is to be led; used up afterwards.</param>
    /// <exception cref="BuildException">One of <see cref="RefusalReason"/>, <c>BadCell</c>, or <c>BadEvolution</c>,
    /// which is an error of this program.</exception>
    public static EvolutionResult Make(WorldBook running, NewWorld world) =>
        Make(running, world, WorldDifference.Find(running, world));

    /// <summary>The package that leads a running system to other bodies of a few methods.</summary>
    /// <param name="running">The state of the system.</param>
    /// <param name="world">The pieces of <paramref name="methods"/>; used up afterwards.</param>
    /// <param name="methods">The methods that have changed and those that are new.</param>
    /// <param name="before">Those that have changed as they were.</param>
    /// <exception cref="WholeWorldException">The whole world has to be compiled.</exception>
    /// <exception cref="BuildException">As the other one.</exception>
    public static EvolutionResult Make(WorldBook running, NewWorld world, MethodWorld methods, MethodWorld before) =>
        Make(running, world, MethodDifference.Find(running, world, methods, before)) with { IsOfMethods = true };

    /// <summary>As the other one, when what differs is known, all of which can be led there.</summary>
    private static EvolutionResult Make(WorldBook running, NewWorld world, WorldChange difference)
    {
        if (difference.Replaced.Count + difference.AtHome.Count == 0)
        {
            return new EvolutionResult { Package = [], Next = running, WorldPieces = difference.WorldPieces };
        }

        // Every piece has its place in the system as it will be.
        BroughtCells cells = BroughtCells.Cut(running, world, difference);

        // The package is whole.
        byte[] package = Pack(running, world, difference, cells);
        if (!EvolutionValidator.Check(package, out EvolutionError error))
        {
            throw new BuildException("BadEvolution", $"the package that was made is refused: {error}");
        }

        Func<Piece, string> name = p => world.Readable(difference.Contents.MethodOf(p));
        HashSet<Piece> replaced = [.. difference.Replaced];
        return new EvolutionResult
        {
            Package = package,
            Next = Books.Of(running, world, difference, cells, new EvolutionView(package).Header.To),
            Replaced = [.. difference.Replaced.Select(name)],
            AtHome = [.. difference.AtHome.Select(name)],
            Added = [
                .. cells.Cells.SelectMany(c => c.Pieces).Where(p => p.Kind == CellSegmentKind.Text
                    && !replaced.Contains(p) && !PieceKinds.IsHelper(p.Name)).Select(name)],
            Types = [
                .. cells.Cells.SelectMany(c => c.Pieces).Select(p => PieceKinds.TypeOf(p.Name)).OfType<string>()
                    .Select(world.Readable)],
            Cells = [.. cells.Cells.Select(c => c.Name)],
            WorldPieces = difference.WorldPieces,
        };
    }

    private static byte[] Pack(WorldBook running, NewWorld world, WorldChange difference, BroughtCells cells)
    {
        (byte[] File, CellNaming Names)[] files = [.. cells.Cells.Select(cells.FileOf)];
        (string Name, byte[]? File)[] table = [
            .. cells.Cells.Select((c, i) => (c.Name, (byte[]?)files[i].File)),
            .. difference.Replaced.Concat(difference.AtHome).Select(HomeCell).Distinct()
                .Select(n => (n, (byte[]?)null))];
        Array.Sort(table, (a, b) => StringComparer.Ordinal.Compare(a.Name, b.Name));
        Dictionary<string, uint> numbers = table.Select((c, i) => (c.Name, i))
            .ToDictionary(c => c.Name, c => (uint)c.i);
        EvolutionChange[] changes = [
            .. difference.Replaced.Select(p => new EvolutionChange(numbers[HomeCell(p)], difference.Homes[p].Offset,
                numbers[p.Cell!.Name], p.Offset)),
            .. difference.AtHome.Select(p => new EvolutionChange(numbers[HomeCell(p)], difference.Homes[p].Offset,
                EvolutionChange.AtHome, 0))];
        byte[] names = files.Length == 0 ? []
            : NamesFile.Make(running.World, [.. files.Select(f => f.Names)], withSections: false);
        EvolutionHeader header = new()
        {
            World = running.World, From = running.State, Generation = running.Generation + 1, Target = world.Identity,
        };
        return EvolutionFile.Make(header, table, [.. changes.OrderBy(c => c.Home).ThenBy(c => c.HomeOffset)], names);

        string HomeCell(Piece function) => running.Cells[difference.Homes[function].Cell];
    }
}
