using Theseus.CellLinker.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The places in other cells that a cell refers to. First all are collected, then they are sorted (by cell, name and
/// addend) and have their final numbers.
/// </summary>
public sealed class ImportTable
{
    private readonly Dictionary<(Cell Cell, string Symbol, int Addend), uint> _places = [];
    private readonly List<Cell> _dependencies = [];

    /// <param name="nanoCore">Dependency 0 of every cell.</param>
    public ImportTable(Cell nanoCore) => _dependencies.Add(nanoCore);

    public IReadOnlyList<Cell> Dependencies => _dependencies;

    public CellImport[] Entries { get; private set; } = [];

    /// <summary>Readable form of each entry, for hashes of contents and messages.</summary>
    public string[] Names { get; private set; } = [];

    public void Add(Cell cell, string symbol, int addend) => _places.TryAdd((cell, symbol, addend), 0);

    public void Seal(Func<string, Hash128> hash)
    {
        _dependencies.AddRange(_places.Keys.Select(p => p.Cell).Distinct().Where(c => c != _dependencies[0]).OrderBy(c => c.Name, StringComparer.Ordinal));
        var numbers = _dependencies.Select((cell, i) => (cell, i)).ToDictionary(p => p.cell, p => (uint)p.i);
        var order = _places.Keys.Select(p => (Place: p, Import: new CellImport(hash(p.Symbol), numbers[p.Cell], p.Addend)))
            .OrderBy(p => p.Import.Dependency).ThenBy(p => p.Import.Symbol.High).ThenBy(p => p.Import.Symbol.Low).ThenBy(p => p.Import.Addend).ToArray();
        Entries = [.. order.Select(o => o.Import)];
        Names = [.. order.Select(o => o.Place.Symbol)];
        for (var i = 0; i < order.Length; i++)
            _places[order[i].Place] = (uint)i;
    }

    /// <summary>As it stands in a relocation's target.</summary>
    public uint TargetOf(Cell cell, string symbol, int addend) => CellRelocation.IsImport | _places[(cell, symbol, addend)];
}
