using Theseus.Build.Linking;

namespace Theseus.Tests.Build;

/// <summary>Links inputs to one image with the passes that link the nano-core, and no cells beside it.</summary>
internal static class SingleImage
{
    public static LinkedImage Link(params LinkInput[] inputs)
    {
        (LinkGraph graph, SymbolRef entry, _) = Linker.Resolve(new LinkRequest { Inputs = inputs });
        Table header = ImageHeaderTable.Create();
        GlobalOffsetTable offsets = GlobalOffsetTable.Collect(graph);
        Layout layout = Layout.Run(graph, [header, offsets.Table]);
        offsets.Write(layout);
        ImageHeaderTable.Write(header, layout, new ImageHeaderTable.Parts());
        Relocator.Run(graph, layout, offsets);
        return new LinkedImage(graph, layout, layout.AddressOf(entry), []);
    }
}
