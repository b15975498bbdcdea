namespace Theseus.CellLinker;

/// <summary>What can be said of an evolution that is kept.</summary>
/// <param name="Generation">Evolutions from the boot to it, itself included.</param>
/// <param name="Phase">How far it has come.</param>
/// <param name="Target">The world whose code the system has in the state that it leads to.</param>
/// <param name="PackageBytes">Bytes of its package.</param>
/// <param name="Cells">The cells that it has brought.</param>
/// <param name="Functions">The functions whose body is in one of them now, by name.</param>
/// <param name="Need">Why it is kept; null where it will be gone when the next comes.</param>
public sealed record EvolutionInfo(
    uint Generation, EvolutionPhase Phase, string Target, int PackageBytes, IReadOnlyList<string> Cells,
    IReadOnlyList<string> Functions, string? Need);
