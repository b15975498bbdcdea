namespace Theseus.Analyzers.Ownership;

/// <summary>
/// What a variable may hold at a point of the program: one bit for each thing that some path to it leaves it with.
/// Paths join by union.
/// </summary>
[Flags]
internal enum Holding
{
    /// <summary>Null, default, or a value taken from a place that is not followed, such as a field.</summary>
    Nothing = 1,

    /// <summary>A resource that this method must release or move.</summary>
    Owned = 2,

    /// <summary>A resource if the call that gave it succeeded, which the analysis cannot tell.</summary>
    PerhapsOwned = 4,

    Released = 8,
    Moved = 16,

    /// <summary>The caller's resource.</summary>
    Borrowed = 32,

    /// <summary>The analysis has lost sight of the value and says no more of it.</summary>
    Untracked = 64,

    Gone = Released | Moved,
}
