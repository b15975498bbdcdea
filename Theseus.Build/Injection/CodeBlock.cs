namespace Theseus.Build.Injection;

/// <summary>Instructions that the machine has run in one go.</summary>
/// <param name="Address">Of the first.</param>
/// <param name="Lengths">Bytes of each, in order; at least one.</param>
public sealed record CodeBlock(ulong Address, IReadOnlyList<int> Lengths);
