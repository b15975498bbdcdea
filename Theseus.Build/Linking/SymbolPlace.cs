namespace Theseus.Build.Linking;

/// <summary>Where a symbol is.</summary>
/// <param name="Address">At run time.</param>
/// <param name="Room">Bytes from it to the end of its section.</param>
/// <param name="Range">The image's segment, or, from the number of those on, one of
/// <see cref="IPlaces.Ranges"/>.</param>
public readonly record struct SymbolPlace(ulong Address, long Room, int Range);
