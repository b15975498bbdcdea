namespace Theseus.Build.Linking;

/// <summary>
/// A finished image: every byte and address of it, the graph that it came from, and the file of its functions' names,
/// which the loader hands to the kernel as a module of its own.
/// </summary>
public sealed record LinkedImage(LinkGraph Graph, Layout Layout, ulong Entry, byte[] NameFile)
{
    public ulong Bytes => Layout.Bss.PhysicalAddress + Layout.Bss.Size - Layout.PhysicalBase;
}
