namespace Theseus.Build.Injection;

/// <summary>
/// A cell's place, by the map of a build: text, constants, data and zeroes, each on pages of its own.
/// </summary>
public sealed record MappedCell(
    string Name, ulong Start, ulong TextBytes, ulong ConstantBytes, ulong DataBytes, ulong ZeroBytes)
{
    private const ulong PageBytes = 4096;

    public ulong ConstantStart => Start + Pages(TextBytes);

    public ulong DataStart => ConstantStart + Pages(ConstantBytes);

    /// <summary>The end of what may be written: data, then zeroes.</summary>
    public ulong DataEnd => DataStart + Pages(DataBytes) + Pages(ZeroBytes);

    private static ulong Pages(ulong bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;
}
