namespace Theseus.Build.Guard.Verification;

/// <summary>
/// How far a reference, or a ref struct that holds one, may go: what it refers to may end when the call does. Larger is
/// narrower, so that what may be one of two has the larger.
/// </summary>
public enum Reach
{
    /// <summary>Anywhere: what it refers to outlives the call.</summary>
    Anywhere,

    /// <summary>A reference parameter: it may be returned, and stored nowhere that the caller sees.</summary>
    Returned,

    /// <summary>A variable or memory of this call's frame: it stays within the call.</summary>
    Frame,
}
