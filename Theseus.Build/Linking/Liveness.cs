using System.Text;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Marks the sections that are needed: all that can be reached over relocations from the roots, and with a
/// method its exception clauses and the target of its unboxing stub, which only tables of the linker refer to.
/// After this pass the set of sections is fixed, and each reference in it has a definition.
/// </summary>
public sealed class Liveness
{
    /// <summary>Prefixes of the symbols that go with method X and are named after it.</summary>
    public const string ClausesOf = "__ehinfo_", AssociatedWith = "_associatedData_";

    private const int ReferrersShown = 3;

    private readonly LinkGraph _graph;
    private readonly Stack<SectionRef> _pending = [];
    private readonly SortedDictionary<string, List<string>> _missing = new(StringComparer.Ordinal);

    private Liveness(LinkGraph graph) => _graph = graph;

    /// <exception cref="LinkException"><see cref="LinkError.MissingSymbols"/>,
    /// <see cref="LinkError.ThreadLocalSection"/></exception>
    public static void Run(LinkGraph graph, IEnumerable<SymbolRef> roots)
    {
        Liveness pass = new(graph);
        foreach (SymbolRef root in roots)
        {
            pass.Mark(graph.SectionOf(root));
        }

        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            pass.MarkBoot(i);
        }

        while (pass._pending.TryPop(out SectionRef section))
        {
            pass.Follow(section);
        }

        pass.ReportMissing();
    }

    /// <summary>Loader header and first code are found by their place in the file, not by a reference.</summary>
    private void MarkBoot(int input)
    {
        ElfObject elf = _graph.Inputs[input].Object;
        for (int i = 1; i < elf.SectionCount; i++)
        {
            if ((elf.SectionFlags[i] & Elf.Alloc) != 0 && Layout.IsBoot(elf.SectionName[i]))
            {
                Mark(new SectionRef(input, i));
            }
        }
    }

    private void Mark(SectionRef? reached)
    {
        if (reached is not { } section || _graph.Inputs[section.Input].Live[section.Section])
        {
            return;
        }

        if ((_graph.Inputs[section.Input].Object.SectionFlags[section.Section] & Elf.Tls) != 0)
        {
            throw new LinkException(LinkError.ThreadLocalSection, _graph.NameOf(section));
        }

        _graph.Inputs[section.Input].Live[section.Section] = true;
        _pending.Push(section);
    }

    private void Follow(SectionRef section)
    {
        LinkInput input = _graph.Inputs[section.Input];
        for ((int i, int count) = (0, input.Object.RelocationCount(section.Section)); i < count; i++)
        {
            int symbol = input.Object.RelocationAt(section.Section, i).Symbol;
            SymbolRef definition = input.Definition[symbol];
            if (definition.Input == SymbolRef.Missing)
            {
                Miss(input.Object.SymbolName[symbol], section);
            }
            else
            {
                Mark(_graph.SectionOf(definition));
            }
        }

        if (input.IsManaged && input.MethodOf[section.Section] is { } method)
        {
            FollowCompanions(method);
        }
    }

    private void FollowCompanions(string method)
    {
        if (_graph.Find(ClausesOf + method) is { } clauses)
        {
            Mark(_graph.SectionOf(clauses));
        }

        if (_graph.Find(AssociatedWith + method) is { } associated && _graph.SectionOf(associated) is { } data)
        {
            LinkInput owner = _graph.Inputs[data.Input];
            for (int i = 0; i < owner.Object.RelocationCount(data.Section); i++)
            {
                Mark(_graph.TargetOf(data, owner.Object.RelocationAt(data.Section, i)));
            }
        }
    }

    private void Miss(string symbol, SectionRef from)
    {
        if (!_missing.TryGetValue(symbol, out List<string>? referrers))
        {
            _missing.Add(symbol, referrers = []);
        }

        if (!referrers.Contains(_graph.NameOf(from)))
        {
            referrers.Add(_graph.NameOf(from));
        }
    }

    private void ReportMissing()
    {
        if (_missing.Count == 0)
        {
            return;
        }

        StringBuilder text = new($"{_missing.Count} symbols are defined nowhere");
        foreach ((string symbol, List<string> referrers) in _missing)
        {
            text.Append($"\n  {symbol}, wanted by {string.Join(", ", referrers.Take(ReferrersShown))}");
            if (referrers.Count > ReferrersShown)
            {
                text.Append($" and {referrers.Count - ReferrersShown} more");
            }
        }

        throw new LinkException(LinkError.MissingSymbols, text.ToString());
    }
}
