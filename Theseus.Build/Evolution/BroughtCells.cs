using System.Globalization;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// The cells that a package brings, cut and laid out as all cells are. Whatever the system has already lies where the
/// book says: a reference to it, or to a function that gets another body, leads to its home.
/// </summary>
internal sealed class BroughtCells
{
    private readonly NewWorld _world;
    private readonly Dictionary<int, Cell> _present = [];
    private readonly SortedDictionary<string, Cell> _brought = new(StringComparer.Ordinal);
    private readonly Cell _nanoCore = new(Cell.NanoCore) { LinkedBase = Layout.ImageBase };
    private readonly CellFunctions _functions;
    private readonly UnboxTargets _unboxing;
    private readonly WorldChange _difference;
    private readonly Hash128 _booted;

    private BroughtCells(WorldBook running, NewWorld world, WorldChange difference)
    {
        (_world, _difference, _booted) = (world, difference, running.World);
        uint generation = running.Generation + 1;
        foreach (Piece piece in world.Pieces.Pieces)
        {
            if (difference.Brought.Contains(piece))
            {
                piece.Cell = CellOf(piece.Cell!.Name, generation);
                piece.Cell.Pieces.Add(piece);
            }
            else if (difference.Homes.TryGetValue(piece, out PieceHome home))
            {
                (piece.Cell, piece.Offset) = (PresentCell(running, home.Cell), home.Offset);
            }
            else
            {
                piece.Cell = null;
            }
        }

        world.Pieces.Pieces.RemoveAll(p => p.Cell is null);
        world.Pieces.SetHomes(difference.Replaced.ToDictionary(p => p, p => HomeOf(running, p)));
        foreach (Cell cell in _brought.Values)
        {
            CellLayout.Place(cell, world.Pieces);
        }

        _unboxing = new UnboxTargets(world.Pieces);
        _functions = new CellFunctions(world.Pieces, world.IsOfProgram, world.Readable);
    }

    /// <summary>By name; each laid out.</summary>
    public IEnumerable<Cell> Cells => _brought.Values;

    /// <param name="running">The state that the package leads from.</param>
    /// <param name="world">Its pieces' cells and offsets are those of the package and of the system afterwards.</param>
    /// <param name="difference">Between the two.</param>
    public static BroughtCells Cut(WorldBook running, NewWorld world, WorldChange difference) =>
        new(running, world, difference);

    /// <summary>The name of a cell that an evolution brings.</summary>
    public static string NameOf(string cell, uint generation) =>
        $"{cell}{(char)EvolutionCell.Separator}{generation.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A cell's file and the names of what is in it.</summary>
    /// <exception cref="BuildException"><c>BadCell</c></exception>
    public (byte[] File, CellNaming Names) FileOf(Cell cell)
    {
        ulong[] hashes = [.. cell.Pieces.Select(_difference.ContentOf)];
        Hash128 content = ContentHashes.Of(cell, hashes);
        byte[] file = CellFile.Make(CellFile.PartsOf(_world.Pieces, cell, _nanoCore, _unboxing, _functions,
            (piece, place) => checked((ulong)(piece.Offset + place.Offset))) with
        {
            World = _booted, Content = content,
        });
        CellBuild.Require(cell.Name, file, _booted);
        return (file, new CellNaming(content, [.. _functions.Of(cell).Names.Select(_world.Readable)], [], []));
    }

    private Cell CellOf(string name, uint generation)
    {
        string brought = NameOf(name, generation);
        if (!_brought.TryGetValue(brought, out Cell? cell))
        {
            _brought.Add(brought, cell = new Cell(brought) { IsByPlace = true });
        }

        return cell;
    }

    private Cell PresentCell(WorldBook running, int number)
    {
        string name = running.Cells[number];
        if (name == Cell.NanoCore)
        {
            return _nanoCore;
        }

        if (!_present.TryGetValue(number, out Cell? cell))
        {
            _present.Add(number, cell = new Cell(name));
        }

        return cell;
    }

    /// <summary>What stands for a function where its home is.</summary>
    private Piece HomeOf(WorldBook running, Piece function)
    {
        PieceHome home = _difference.Homes[function];
        return new Piece(function.Name, function.Kind, function.Align)
        {
            Size = (int)home.Size, OwnReferences = [], Cell = PresentCell(running, home.Cell), Offset = home.Offset,
        };
    }
}
