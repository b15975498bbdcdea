namespace Theseus.Build.World;

/// <summary>What a symbol stands for: the name that people read, and the assembly that it is made from.</summary>
/// <param name="Name">The name.</param>
/// <param name="Assembly">
/// The assembly that it belongs to: for an instance, the last of those that its parts are from.
/// </param>
/// <param name="Source">The assembly whose source says it.</param>
public readonly record struct SymbolOrigin(string Name, string Assembly, string Source);
