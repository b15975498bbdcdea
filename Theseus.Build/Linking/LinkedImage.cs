namespace Theseus.Build.Linking;

/// <summary>A finished image: every byte and address of it, and the graph that it came from.</summary>
public sealed record LinkedImage(LinkGraph Graph, Layout Layout, ulong Entry)
{
    public ulong Bytes => Layout.Bss.PhysicalAddress + Layout.Bss.Size - Layout.PhysicalBase;
}
