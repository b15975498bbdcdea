namespace Theseus.Cells.OperationBench;

/// <summary>Something that programs do often.</summary>
/// <param name="Name">What a row of the table says.</param>
/// <param name="Count">How often a round does it: enough that a round takes some million instructions.</param>
/// <param name="Round">Does it so often.</param>
internal sealed record Operation(string Name, int Count, Action<int> Round);
