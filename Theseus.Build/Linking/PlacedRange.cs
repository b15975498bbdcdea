namespace Theseus.Build.Linking;

/// <summary>A stretch of addresses with one protection.</summary>
/// <param name="Name">As an ELF section.</param>
/// <param name="Flags"><c>sh_flags</c>.</param>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Bytes.</param>
public sealed record PlacedRange(string Name, uint Flags, ulong Address, ulong Size);
