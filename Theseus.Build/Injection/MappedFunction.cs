namespace Theseus.Build.Injection;

/// <summary>A function in the map of a build.</summary>
/// <param name="Address">Of its first instruction.</param>
/// <param name="Bytes">At least one.</param>
/// <param name="Name">As the linker has it, mangled.</param>
/// <param name="Cell">Whose text it is.</param>
public sealed record MappedFunction(ulong Address, ulong Bytes, string Name, MappedCell Cell);
