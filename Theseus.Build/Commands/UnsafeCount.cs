namespace Theseus.Build.Commands;

/// <summary>
/// How much unsafe code a source has; lines are lines of code. A line in two unsafe places counts once.
/// </summary>
public readonly record struct UnsafeCount
{
    public int Blocks { get; init; }
    public int Members { get; init; }
    public int Types { get; init; }
    public int LinesInside { get; init; }
    public int LinesOutside { get; init; }

    public int All => Blocks + Members + Types;

    /// <summary>The lines inside of all lines, in parts of a hundred.</summary>
    public double PercentInside =>
        LinesInside + LinesOutside == 0 ? 0 : 100.0 * LinesInside / (LinesInside + LinesOutside);

    public static UnsafeCount operator +(UnsafeCount a, UnsafeCount b) => new()
    {
        Blocks = a.Blocks + b.Blocks,
        Members = a.Members + b.Members,
        Types = a.Types + b.Types,
        LinesInside = a.LinesInside + b.LinesInside,
        LinesOutside = a.LinesOutside + b.LinesOutside,
    };
}
