using Theseus.Format;

namespace Theseus.Build.Linking;

/// <summary>The first passes over all inputs. Who makes an image or cells of them starts here.</summary>
public static class Linker
{
    /// <summary>After this the graph is whole, and what is live in it is known.</summary>
    /// <exception cref="LinkException">The inputs do not fit together; see <see cref="LinkError"/>.</exception>
    public static (LinkGraph Graph, SymbolRef Entry, SymbolRef? Module) Resolve(LinkRequest request)
    {
        LinkGraph graph = new(request.Inputs);
        graph.TableSymbols.Add(ImageHeader.Symbol);

        // Every symbol knows its definition; none is added beyond this point.
        SymbolResolution.Run(graph);
        SymbolRef entry = graph.Require(request.Entry, "the entry of the image");
        SymbolRef? module = request.ModuleHeader is { } name ? graph.Require(name, "the module header")
            : (SymbolRef?)null;

        // The set of sections is fixed, and all that they refer to is there.
        List<SymbolRef> roots = [
            entry, .. request.Apps.Select(a => graph.Require(a.Symbol, $"the entry of cell {a.Cell}"))];
        if (module is { } moduleHeader)
        {
            roots.Add(moduleHeader);
        }

        Liveness.Run(graph, roots);
        return (graph, entry, module);
    }
}
