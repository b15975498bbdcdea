using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The symbols of other cells that a cell refers to, or places in them (<see cref="CellImport"/>). First all are
/// collected, then they are sorted (by cell and hash) and have their final numbers.
/// </summary>
public sealed class ImportTable
{
    private readonly Dictionary<(Cell Cell, ulong Symbol), uint> _symbols = [];
    private readonly List<Cell> _dependencies = [];

    /// <param name="nanoCore">Dependency 0 of every cell.</param>
    public ImportTable(Cell nanoCore) => _dependencies.Add(nanoCore);

    /// <summary>Each with the number of its first import.</summary>
    public IReadOnlyList<(Cell Cell, uint FirstImport)> Dependencies { get; private set; } = [];

    public CellImport[] Entries { get; private set; } = [];

    public void Add(Cell cell, ulong symbol) => _symbols.TryAdd((cell, symbol), 0);

    /// <summary>No import is added from here on; each has its number.</summary>
    public void Seal()
    {
        _dependencies.AddRange(
            _symbols.Keys.Select(p => p.Cell).Distinct().Where(c => c != _dependencies[0])
                .OrderBy(c => c.Name, StringComparer.Ordinal));
        Dictionary<Cell, int> numbers = _dependencies.Select((cell, i) => (cell, i))
            .ToDictionary(p => p.cell, p => p.i);
        ((Cell Cell, ulong Symbol) Symbol, int Dependency)[] order = _symbols.Keys.Select(
            s => (Symbol: s, Dependency: numbers[s.Cell]))
            .OrderBy(s => s.Dependency).ThenBy(s => s.Symbol.Symbol).ToArray();
        Entries = [.. order.Select(o => new CellImport(o.Symbol.Symbol))];
        for (int i = 0; i < order.Length; i++)
        {
            _symbols[order[i].Symbol] = (uint)i;
        }

        int at = 0;
        List<(Cell, uint)> dependencies = new();
        for (int i = 0; i < _dependencies.Count; i++)
        {
            while (at < order.Length && order[at].Dependency < i)
            {
                at++;
            }

            dependencies.Add((_dependencies[i], (uint)at));
        }

        Dependencies = dependencies;
    }

    /// <summary>The number of an import.</summary>
    public uint IndexOf(Cell cell, ulong symbol) => _symbols[(cell, symbol)];
}
