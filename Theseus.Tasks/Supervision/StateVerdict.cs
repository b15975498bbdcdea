namespace Theseus.Tasks.Supervision;

/// <summary>What was found where a state was asked for that had been kept.</summary>
public enum StateVerdict
{
    /// <summary>None is kept under that name.</summary>
    None,

    /// <summary>It is as it was kept last.</summary>
    Whole,

    /// <summary>What was kept last is damaged; this is what was kept before it.</summary>
    Older,

    /// <summary>It is damaged, and so is what was kept before it, if anything was.</summary>
    Damaged,
}
