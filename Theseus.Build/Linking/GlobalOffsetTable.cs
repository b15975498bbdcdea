using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Addresses that position-independent native code reads from memory. ILC's code has none of these; a C
/// library's may. Constant once linked.
/// </summary>
public sealed class GlobalOffsetTable
{
    private readonly Dictionary<SymbolRef, int> _slots = [];

    public Table Table { get; } = new("theseus_got", 8);

    /// <summary>What the slots lead to.</summary>
    public IEnumerable<SymbolRef> Targets => _slots.Keys;

    public static bool IsUsedBy(RelocationType type) =>
        type is RelocationType.GotPcRel or RelocationType.GotPcRelX or RelocationType.RexGotPcRelX;

    public static GlobalOffsetTable Collect(LinkGraph graph)
    {
        GlobalOffsetTable result = new();
        foreach (LinkInput input in graph.Inputs.Where(i => !i.IsManaged))
        {
            for (int section = 1; section < input.Object.SectionCount; section++)
            {
                for (int i = 0; input.Live[section] && i < input.Object.RelocationCount(section); i++)
                {
                    Relocation relocation = input.Object.RelocationAt(section, i);
                    if (IsUsedBy(relocation.Type))
                    {
                        result._slots.TryAdd(input.Definition[relocation.Symbol], result._slots.Count);
                    }
                }
            }
        }

        result.Table.Bytes = new byte[result._slots.Count * 8];
        return result;
    }

    public void Write(Layout layout)
    {
        foreach ((SymbolRef symbol, int slot) in _slots)
        {
            Table.Put64(slot * 8, layout.AddressOf(symbol));
        }
    }

    public ulong SlotAddress(SymbolRef symbol) => Table.Address + (ulong)_slots[symbol] * 8;
}
