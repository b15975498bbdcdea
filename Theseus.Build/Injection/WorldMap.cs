using System.Globalization;
using Theseus.Build.Linking;

namespace Theseus.Build.Injection;

/// <summary>Where cells and functions of the last build are: its map, read again.</summary>
public sealed class WorldMap
{
    private const int AddressDigits = 16;

    private readonly List<MappedFunction> _functions = [];
    private readonly Dictionary<string, MappedFunction> _byName = new(StringComparer.Ordinal);
    private readonly List<MappedCell> _cells = [];

    private WorldMap()
    {
    }

    /// <summary>All cells, the nano-core first.</summary>
    public IReadOnlyList<MappedCell> Cells => _cells;

    /// <summary>Reads the map that a build has written.</summary>
    /// <exception cref="BuildException"><c>NoMap</c>, <c>BadMap</c> with the line.</exception>
    public static WorldMap Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new BuildException("NoMap", $"{path} is not there: run ./theseus build");
        }

        using StreamReader reader = new(path);
        return Read(reader);
    }

    /// <summary>As above, of text.</summary>
    public static WorldMap Read(TextReader reader)
    {
        WorldMap map = new();
        MappedCell? cell = null;
        bool isHead = true;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                (isHead, cell) = (false, null);
            }
            else if (isHead)
            {
                map.AddCell(line);
            }
            else if (cell is null)
            {
                cell = map._cells.Find(one => one.Name == line)
                    ?? throw new BuildException("BadMap", $"'{line}' is no cell of the map's head");
            }
            else if (!line.StartsWith("address", StringComparison.Ordinal))
            {
                map.AddFunction(cell, line);
            }
        }

        map._functions.Sort((one, other) => one.Address.CompareTo(other.Address));
        return map;
    }

    /// <summary>The function that an address lies in; null if it lies in none.</summary>
    public MappedFunction? Find(ulong address)
    {
        (int low, int high) = (0, _functions.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_functions[middle].Address <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        MappedFunction? below = low > 0 ? _functions[low - 1] : null;
        return below is not null && address - below.Address < below.Bytes ? below : null;
    }

    /// <summary>Where a function is, by the name that the map has of it.</summary>
    /// <exception cref="BuildException"><c>NoFunction</c></exception>
    public ulong AddressOf(string function) => _byName.TryGetValue(function, out MappedFunction? found) ? found.Address
        : throw new BuildException("NoFunction", $"the map has no function '{function}'");

    /// <summary>The cell whose text an address lies in; null if there is none.</summary>
    public MappedCell? CellOf(ulong address) => Find(address)?.Cell;

    private void AddCell(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 7 && ulong.TryParse(
            parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start))
        {
            _cells.Add(new MappedCell(parts[0], start, Number(parts[2]), Number(parts[3]), Number(parts[4]),
                Number(parts[5])));
        }
        else if (parts is not ["cell", ..])
        {
            throw new BuildException("BadMap", $"'{line}' is no line of a map");
        }
    }

    private void AddFunction(MappedCell cell, string line)
    {
        string[] parts = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 4 || parts[0].Length != AddressDigits
            || !ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong at)
            || !ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bytes))
        {
            throw new BuildException("BadMap", $"'{line}' is no line of a map");
        }

        if (parts[2] == $"{SegmentKind.Text}" && bytes > 0)
        {
            MappedFunction function = new(at, bytes, parts[3].Trim(), cell);
            _functions.Add(function);
            _byName.TryAdd(function.Name, function);
        }
    }

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
