using Theseus.Build.Linking;

namespace Theseus.Tests.Build;

/// <summary>Links inputs to one image with the passes that link the nano-core, and no cells beside it.</summary>
internal static class SingleImage
{
    public static LinkedImage Link(params LinkInput[] inputs)
    {
        var (graph, entry, _) = Linker.Resolve(new LinkRequest { Inputs = inputs });
        var header = ImageHeaderTable.Create();
        var offsets = GlobalOffsetTable.Collect(graph);
        var layout = Layout.Run(graph, [header, offsets.Table]);
        offsets.Write(layout);
        ImageHeaderTable.Write(header, layout, new ImageHeaderTable.Parts());
        Relocator.Run(graph, layout, offsets);
        return new LinkedImage(graph, layout, layout.AddressOf(entry), []);
    }
}
