namespace Theseus.Format;

/// <summary>
/// A cell's place in the registry of the running kernel: the nano-core is 0 and the default value. A number says which
/// cell is meant, not that there is one.
/// </summary>
public readonly struct CellNumber(int value)
{
    /// <summary>The nano-core.</summary>
    public static CellNumber NanoCore => default;

    /// <summary>No cell: what a search returns that finds nothing.</summary>
    public static CellNumber None => new(-1);

    /// <summary>The number; negative of none.</summary>
    public int Value { get; } = value;

    /// <summary>True of <see cref="None"/>.</summary>
    public bool IsNone => Value < 0;

    /// <summary>The next number.</summary>
    public CellNumber Next => new(Value + 1);

    public static bool operator ==(CellNumber left, CellNumber right) => left.Value == right.Value;

    public static bool operator !=(CellNumber left, CellNumber right) => left.Value != right.Value;

    public override bool Equals(object? other) => other is CellNumber number && number == this;

    public override int GetHashCode() => Value;

    public override string ToString() => IsNone ? "no cell" : $"cell {Value}";
}
