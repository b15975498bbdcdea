namespace Theseus.Build.Injection;

/// <summary>What kind of faults is injected.</summary>
public enum Campaign
{
    /// <summary>What software does wrong, in the place of a method that the workload calls.</summary>
    Software,

    /// <summary>
    /// What hardware does wrong: bits and words that change, instructions that are left out or run twice.
    /// </summary>
    Hardware,

    /// <summary>One allocation after the other fails.</summary>
    Allocation,
}
