namespace Theseus.Build.World;

/// <summary>What a symbol stands for: the name that people read, and the assembly that it is made from.</summary>
public readonly record struct SymbolOrigin(string Name, string Assembly);
