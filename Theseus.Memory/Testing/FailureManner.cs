namespace Theseus.Memory.Testing;

/// <summary>What fails beside the chosen allocation (<see cref="AllocationFailures"/>).</summary>
internal enum FailureManner
{
    /// <summary>Nothing.</summary>
    Once,

    /// <summary>
    /// All mappings and pages that come after it, as if memory were full: what is free in the heaps goes on, and then
    /// their reserve.
    /// </summary>
    Lasting,

    /// <summary>All allocations that come after it: not even what handles the failure has memory.</summary>
    All,
}
