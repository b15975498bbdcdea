namespace Theseus.Cells.Drivers.LineEditor;

/// <summary>
/// The lines entered, oldest first. While a line is edited one can walk through them and change each; what was changed
/// stays with its place until the line is accepted, and the history itself never changes.
/// </summary>
public sealed class LineHistory
{
    /// <summary>Lines kept; the oldest go first.</summary>
    public const int Capacity = 500;

    private readonly List<string> _lines = [];
    private readonly Dictionary<int, string> _edited = [];
    private int _position;

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Appends a line, unless it is blank or the same as the last.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || _lines.Count > 0 && _lines[^1] == line)
        {
            return;
        }

        if (_lines.Count == Capacity)
        {
            _lines.RemoveAt(0);
        }

        _lines.Add(line);
    }

    internal void Begin()
    {
        _edited.Clear();
        _position = _lines.Count;
    }

    /// <summary>
    /// One line up (-1) or down (+1): keeps <paramref name="current"/> and gives what is there, or null at the end.
    /// </summary>
    internal string? Move(int direction, string current)
    {
        int target = _position + direction;
        if (target < 0 || target > _lines.Count)
        {
            return null;
        }

        _edited[_position] = current;
        _position = target;
        return _edited.TryGetValue(target, out string? edited) ? edited : target < _lines.Count ? _lines[target] : "";
    }
}
