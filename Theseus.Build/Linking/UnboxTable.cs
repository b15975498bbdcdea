namespace Theseus.Build.Linking;

/// <summary>
/// Pairs of offsets from the image's base, sorted: an unboxing and instantiating stub, and the method that it
/// calls. ILC says so in the stub's associated data: a byte of flags and a relative pointer.
/// </summary>
public sealed class UnboxTable
{
    public const int EntryBytes = 8;

    private readonly List<(SymbolRef Stub, SymbolRef Target, long Addend)> _pairs = [];

    public Table Table { get; } = new("theseus_unbox_targets", 8);
    public int Count => _pairs.Count;

    public static UnboxTable Collect(LinkGraph graph)
    {
        var result = new UnboxTable();
        foreach (var input in graph.Inputs.Where(i => i.IsManaged))
        {
            for (var section = 1; section < input.Object.SectionCount; section++)
            {
                if (!input.Live[section] || input.MethodOf[section] is not { } method
                    || graph.Find(Liveness.AssociatedWith + method) is not { } associated
                    || graph.Find(method) is not { } stub || graph.SectionOf(associated) is not { } data)
                {
                    continue;
                }
                var owner = graph.Inputs[data.Input];
                for (var i = 0; i < owner.Object.RelocationCount(data.Section); i++)
                {
                    var relocation = owner.Object.RelocationAt(data.Section, i);
                    result._pairs.Add((stub, owner.Definition[relocation.Symbol], relocation.Addend));
                }
            }
        }
        result.Table.Bytes = new byte[result.Count * EntryBytes];
        return result;
    }

    public void Write(Layout layout)
    {
        var pairs = _pairs
            .Select(p => (
                Stub: layout.OffsetOf(layout.AddressOf(p.Stub)),
                Target: layout.OffsetOf(layout.AddressOf(p.Target) + (ulong)p.Addend)))
            .Order().ToArray();
        for (var i = 0; i < pairs.Length; i++)
        {
            Table.Put32(i * EntryBytes, pairs[i].Stub);
            Table.Put32(i * EntryBytes + 4, pairs[i].Target);
        }
    }
}
