namespace Theseus.Cells.Workload;

/// <summary>What was asserted is not so.</summary>
internal sealed class FailedAssertionException() : Exception("failed on purpose");
