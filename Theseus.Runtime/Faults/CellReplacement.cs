namespace Theseus.Runtime.Faults;

/// <summary>What became of a cell of which a fresh copy was wanted.</summary>
internal enum CellReplacement : byte
{
    /// <summary>None was wanted.</summary>
    None,

    /// <summary>Its code and constants come afresh from its file, and its statics begin anew.</summary>
    Fresh,

    /// <summary>Nothing has changed: a task is in it that nobody begins anew.</summary>
    StillRunning,

    /// <summary>Its pages come afresh, but its module initialiser has failed, or has not ended in time.</summary>
    NotInitialised,
}
