namespace Theseus.Build.Objects;

/// <summary>
/// One entry of a RELA table: at <see cref="Offset"/> (bytes into the section), a value made of the symbol's
/// address and <see cref="Addend"/> in the way that <see cref="Type"/> says. Symbol 0 is "no symbol", address 0.
/// </summary>
public readonly record struct Relocation(long Offset, RelocationType Type, int Symbol, long Addend);
