using Theseus.Build.Linking;
using Theseus.Build.Objects;

namespace Theseus.Build.Cells;

/// <summary>
/// For each unboxing and instantiating stub, the method that it calls: ILC says so in the stub's associated data, which
/// is no part of any cell.
/// </summary>
public sealed class UnboxTargets
{
    private readonly Dictionary<Cell, List<(Piece Stub, long Offset, Reference Target)>> _pairs = [];

    public UnboxTargets(PieceGraph pieces)
    {
        LinkGraph graph = pieces.Graph;
        foreach (Piece piece in pieces.Pieces.Where(p => p.IsSection && graph.Inputs[p.Source.Input].IsManaged))
        {
            if (graph.Inputs[piece.Source.Input].MethodOf[piece.Source.Section] is not { } method
                || graph.Find(Liveness.AssociatedWith + method) is not { } associated
                || graph.SectionOf(associated) is not { } data
                || graph.Find(method) is not { } symbol || pieces.Locate(symbol) is not var (stub, offset))
            {
                continue;
            }

            ElfObject elf = graph.Inputs[data.Input].Object;
            for (int i = 0; i < elf.RelocationCount(data.Section); i++)
            {
                // The field is relative to itself; what counts is the place.
                Reference target = pieces.ReferenceOf(data.Input, elf.RelocationAt(data.Section, i), 0);
                if (target.Target is null)
                {
                    throw new LinkException(LinkError.BadUnwind, $"the stub {method} leads nowhere");
                }

                if (!_pairs.TryGetValue(stub.Cell!, out List<(Piece Stub, long Offset, Reference Target)>? pairs))
                {
                    _pairs.Add(stub.Cell!, pairs = []);
                }

                pairs.Add((stub, offset, target));
            }
        }
    }

    public IReadOnlyList<(Piece Stub, long Offset, Reference Target)> Of(Cell cell) =>
        _pairs.TryGetValue(cell, out List<(Piece Stub, long Offset, Reference Target)>? pairs) ? pairs : [];

    public IEnumerable<(Piece Stub, long Offset, Reference Target)> All => _pairs.Values.SelectMany(p => p);
}
