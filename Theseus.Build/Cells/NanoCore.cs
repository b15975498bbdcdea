using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.Proof;
using Theseus.Build.World;

namespace Theseus.Build.Cells;

/// <summary>
/// What must be in memory before a cell can be loaded, computed from the section graph: all assembler code, the
/// functions that the bootstrapping rule binds, and what they refer to. The walk ends at
/// <list type="bullet">
/// <item>what the rule forbids, its boundaries and throw helpers, which run only once cells can be loaded;</item>
/// <item>types and objects: code that the rule binds looks at neither before then;</item>
/// <item>code that only data refers to: nothing calls it before it is given a type to call it through;</item>
/// <item>tables of the whole world.</item>
/// </list>
/// All that it ends at becomes an import of the nano-core, which the kernel binds when cells can be placed.
/// </summary>
public sealed class NanoCore
{
    private const string TypePrefix = "_ZTV", StaticsPrefix = "__GCSTATICS";

    private readonly LinkGraph _graph;
    private readonly BootstrapRule _rule;
    private readonly CodeMap _code;
    private readonly HashSet<SectionRef> _resident = [];
    private readonly Queue<SectionRef> _pending = [];
    private readonly Dictionary<SectionRef, SectionRef> _from = [];

    private NanoCore(LinkGraph graph, BootstrapRule rule) => (_graph, _rule, _code) = (graph, rule, new CodeMap(graph));

    public IReadOnlySet<SectionRef> Resident => _resident;

    public static NanoCore Find(LinkGraph graph, BootstrapRule rule)
    {
        NanoCore pass = new(graph, rule);
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            pass.AddAssembler(i);
        }

        pass.AddRoots();
        while (pass._pending.TryDequeue(out SectionRef section))
        {
            pass.Follow(section);
        }

        return pass;
    }

    private void AddAssembler(int number)
    {
        LinkInput input = _graph.Inputs[number];
        for (int i = 1; i < input.Object.SectionCount && !input.IsManaged && input.Library is null; i++)
        {
            if (input.Live[i] && Layout.KindOf(input, i) != SegmentKind.None)
            {
                Add(new SectionRef(number, i), default);
            }
        }
    }

    private void AddRoots()
    {
        foreach (string name in _rule.Resident)
        {
            if (_graph.Find(name) is { } root && _graph.SectionOf(root) is { } section
                && _graph.Inputs[section.Input].Live[section.Section] && _code.IsCode(section))
            {
                Add(section, default);
            }
        }
    }

    private void Add(SectionRef section, SectionRef from)
    {
        if (!_resident.Add(section))
        {
            return;
        }

        _from.Add(section, from);
        _pending.Enqueue(section);
        LinkInput input = _graph.Inputs[section.Input];
        if (input.IsManaged && input.MethodOf[section.Section] is { } method
            && _graph.Find(Liveness.ClausesOf + method) is { } clauses)
        {
            Add(_graph.SectionOf(clauses)!.Value, section);
        }
    }

    private void Follow(SectionRef section)
    {
        LinkInput input = _graph.Inputs[section.Input];
        bool isCode = _code.IsCode(section);
        for ((int i, int count) = (0, input.Object.RelocationCount(section.Section)); i < count; i++)
        {
            Relocation relocation = input.Object.RelocationAt(section.Section, i);
            SymbolRef definition = input.Definition[relocation.Symbol];
            if (_graph.SectionOf(definition) is not { } target || _resident.Contains(target))
            {
                continue;
            }

            if (isCode && !input.IsManaged && IsEnd(_code.NamesOf(_code.At(section, relocation.Offset))))
            {
                continue;
            }

            if (_code.IsCode(target) ? isCode && !IsEnd(NamesOf(target)) : IsPlain(_graph.NameOf(definition), target))
            {
                Add(target, section);
            }
        }
    }

    /// <summary>Names of managed code, which may have a second one for export.</summary>
    private IReadOnlyList<string> NamesOf(SectionRef code) => _code.NamesOf(new Function(code, 0));

    private bool IsEnd(IReadOnlyList<string> names) =>
        names.Any(n => BootstrapProof.IsEnd(n) || _rule.Boundaries.Contains(n));

    private bool IsPlain(string name, SectionRef section) =>
        !name.StartsWith(TypePrefix, StringComparison.Ordinal)
        && !name.StartsWith(StaticsPrefix, StringComparison.Ordinal)
        && !_graph.NameOf(section).StartsWith(Ilc.WorldName + "__", StringComparison.Ordinal);

    /// <summary>The sections that take most memory, each with the way by which it came in.</summary>
    public IEnumerable<string> Largest(int count) => _resident
        .OrderByDescending(s => _graph.Inputs[s.Input].Object.SectionSize[s.Section]).Take(count)
        .Select(s => $"{_graph.Inputs[s.Input].Object.SectionSize[s.Section]} bytes: {Path(s)}");

    private string Path(SectionRef section)
    {
        List<string> names = new();
        for (SectionRef at = section; at != default && names.Count < 8; at = _from[at])
        {
            names.Add(_graph.NameOf(at));
        }

        return string.Join(" ← ", names);
    }
}
