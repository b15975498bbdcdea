using Theseus.Build.Cells;
using Theseus.Build.Linking;

namespace Theseus.Tests.Build;

/// <summary>
/// A world of a few lines of assembler, cut as a real one is. Native inputs are the nano-core; managed symbols belong
/// to the cell that their name begins with, up to the first underscore.
/// </summary>
internal sealed class SmallWorld
{
    public SmallWorld(LinkInput[] inputs, params AppEntry[] apps)
        : this(inputs, name => name.Split('_')[0], apps)
    {
    }

    /// <param name="inputs">Native ones and managed ones.</param>
    /// <param name="owner">From a symbol to the cell that it belongs to.</param>
    /// <param name="apps">The cells that are apps.</param>
    public SmallWorld(LinkInput[] inputs, Func<string, string> owner, params AppEntry[] apps)
    {
        (LinkGraph graph, Entry, HashSet<SectionRef> resident) = Resolve(inputs, apps);
        Cutter = CellCutter.Run(graph, resident, owner, name => name.Replace('_', '.'),
            _ => true, apps, InstanceStatics.None);
        Image = NanoLinker.Run(Cutter, resident, InstanceStatics.None, Entry);
        Places = new CellPlaces(Image, Cutter);
    }

    /// <summary>The graph of a small world, and what of it is the nano-core's.</summary>
    public static (LinkGraph Graph, SymbolRef Entry, HashSet<SectionRef> Resident) Resolve(
        LinkInput[] inputs, params AppEntry[] apps)
    {
        (LinkGraph graph, SymbolRef entry, _) = Linker.Resolve(new LinkRequest { Inputs = inputs, Apps = apps });
        HashSet<SectionRef> resident = new();
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int section = 1; section < inputs[i].Object.SectionCount && !inputs[i].IsManaged; section++)
            {
                if (inputs[i].Live[section] && Layout.KindOf(inputs[i], section) != SegmentKind.None)
                {
                    resident.Add(new SectionRef(i, section));
                }
            }
        }

        return (graph, entry, resident);
    }

    public SymbolRef Entry { get; }
    public CellCutter Cutter { get; }
    public LinkedImage Image { get; }
    public CellPlaces Places { get; }

    public Cell Named(string name) => Cutter.Cells.Single(c => c.Name == name);

    /// <summary>Offset of a symbol in its cell.</summary>
    public uint OffsetOf(string symbol)
    {
        (Piece piece, long offset) = Cutter.Pieces.Locate(Cutter.Pieces.Graph.Require(symbol, "for the test"))!.Value;
        return (uint)(piece.Offset + offset);
    }
}
