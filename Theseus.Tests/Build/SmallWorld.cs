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
    {
        (LinkGraph graph, Entry, _) = Linker.Resolve(new LinkRequest { Inputs = inputs, Apps = apps });
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

        Cutter = CellCutter.Run(graph, resident, name => name.Split('_')[0], name => name.Replace('_', '.'),
            _ => true, apps, InstanceStatics.None);
        Image = NanoLinker.Run(Cutter, resident, InstanceStatics.None, Entry);
        Places = new CellPlaces(Image, Cutter);
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
