namespace Theseus.Build.Linking;

/// <summary>Makes the boot image: one pass a line, and what holds after it.</summary>
public static class Linker
{
    /// <exception cref="LinkException">The inputs cannot make an image; see <see cref="LinkError"/>.</exception>
    public static LinkedImage Run(LinkRequest request)
    {
        var (graph, entry, module) = Resolve(request);

        // The tables' sizes are fixed.
        var header = ImageHeader.Create();
        var functions = FunctionTable.Collect(graph, request.ReadableName);
        var unbox = UnboxTable.Collect(graph);
        var apps = AppTable.Collect(graph, request.Apps);
        var offsets = GlobalOffsetTable.Collect(graph);

        // Everything has its address.
        var layout = Layout.Run(graph,
        [
            header, functions.Functions, functions.Cfi, unbox.Table, apps.Table, offsets.Table,
        ]);

        // The tables are complete.
        functions.Write(layout);
        unbox.Write(layout);
        apps.Write(layout);
        offsets.Write(layout);
        ImageHeader.Write(header, layout, new ImageHeader.Parts
        {
            Functions = new(functions.Functions.Address, (ulong)functions.Count),
            Cfi = new(functions.Cfi.Address, (ulong)functions.Cfi.Bytes.Length),
            Apps = new(apps.Table.Address, (ulong)apps.Count),
            UnboxTargets = new(unbox.Table.Address, (ulong)unbox.Count),
            ReadyToRunHeader = module is { } h ? layout.AddressOf(h) : 0,
        });

        // Every byte of the image is final.
        Relocator.Run(graph, layout, offsets);
        return new LinkedImage(graph, layout, layout.AddressOf(entry), functions.NameFile())
        {
            Functions = functions.Functions.Bytes, Cfi = functions.Cfi.Bytes,
        };
    }

    /// <summary>The first passes: after them the graph is whole, and what is live in it is known.</summary>
    /// <exception cref="LinkException">The inputs cannot make an image; see <see cref="LinkError"/>.</exception>
    public static (LinkGraph Graph, SymbolRef Entry, SymbolRef? Module) Resolve(LinkRequest request)
    {
        var graph = new LinkGraph(request.Inputs);
        graph.TableSymbols.Add(ImageHeader.Symbol);

        // Every symbol knows its definition; none is added beyond this point.
        SymbolResolution.Run(graph);
        var entry = graph.Require(request.Entry, "the entry of the image");
        var module = request.ModuleHeader is { } name ? graph.Require(name, "the module header") : (SymbolRef?)null;

        // The set of sections is fixed, and all that they refer to is there.
        List<SymbolRef> roots = [entry, .. request.Apps.Select(a => graph.Require(a.Symbol, $"the entry of cell {a.Cell}"))];
        if (module is { } moduleHeader)
            roots.Add(moduleHeader);
        Liveness.Run(graph, roots);
        return (graph, entry, module);
    }
}
