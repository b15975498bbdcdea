using Theseus.Build.Linking;
using Theseus.Build.Objects;

namespace Theseus.Build.Proof;

/// <summary>
/// Proves DESIGN.md's bootstrapping rule from the section graph: what allocator, collector, unwinder and interrupt
/// entry reach allocates nothing, runs no class constructor and checks no cast, because the runtime that would do
/// it is not there yet, or is themselves.
/// The walk follows every reference from code to code: calls, jumps, and function pointers that are taken. Of
/// data it looks at names only (an interface dispatch cell is a call through the type system). What it cannot
/// see is a call through a vtable or through a pointer kept in data: the rule asks code not to make such calls.
/// Throw helpers are where a broken promise ends, in a panic; they are counted and not entered.
/// </summary>
public sealed class BootstrapProof
{
    /// <summary>What the rule forbids, and why.</summary>
    private static readonly (string Pattern, string Why)[] Forbidden =
    [
        ("RhpNew*", "allocates"), ("RhNew*", "allocates"), ("RhAllocate*", "allocates"), ("RhBox*", "allocates"),
        ("S_P_CoreLib_System_Runtime_RuntimeExports__RhNew*", "allocates"), ("S_P_CoreLib_System_Runtime_RuntimeExports__RhBox*", "allocates"),
        ("*CheckStaticClassConstruction*", "runs a class constructor"), ("*ClassConstructorRunner*", "runs a class constructor"),
        ("__GetGCStaticBase_*", "runs a class constructor"), ("__GetNonGCStaticBase_*", "runs a class constructor"),
        ("__GetThreadStaticBase_*", "uses thread statics"), ("RhGetThreadStaticStorage", "uses thread statics"),
        ("RhTypeCast_*", "checks a cast"), ("S_P_CoreLib_System_Runtime_TypeCast__*", "checks a cast"),
        ("RhpInitialDynamicInterfaceDispatch", "calls an interface"), ("*__InterfaceDispatchCell_*", "calls an interface"),
        ("__ResolveVirtualFunction_*", "looks up a virtual method"), ("__GenericLookup*", "looks up a generic dictionary"),
        ("RhpPInvoke*", "leaves managed code by a P/Invoke"),
    ];

    private static readonly string[] Throws =
        ["*_ThrowHelpers__*", "*_ThrowHelper__*", "RhpThrowEx", "RhpThrowHwEx", "RhpRethrow", "RhExceptionHandling_*", "RhpFallbackFailFast"];

    private const int ViolationsShown = 25;

    private readonly LinkGraph _graph;
    private readonly BootstrapRule _rule;
    private readonly Dictionary<SectionRef, List<string>> _names = [];
    private readonly Dictionary<SectionRef, SectionRef?> _reachedFrom = [];
    private readonly Queue<SectionRef> _pending = [];
    private readonly HashSet<SectionRef> _roots = [];
    private readonly HashSet<SectionRef> _panics = [];
    private readonly SortedDictionary<string, string> _violations = new(StringComparer.Ordinal);

    private BootstrapProof(LinkGraph graph, BootstrapRule rule) => (_graph, _rule) = (graph, rule);

    /// <summary>Functions that the rule holds for.</summary>
    public int FunctionCount => _reachedFrom.Count;

    /// <summary>Different throw helpers that they can end in.</summary>
    public int PanicCount => _panics.Count;

    /// <summary>Each a path from a root to something forbidden; sorted.</summary>
    public IReadOnlyCollection<string> Violations => _violations.Values;

    /// <exception cref="BuildException"><c>BootstrapRootMissing</c></exception>
    public static BootstrapProof Run(LinkGraph graph, BootstrapRule rule)
    {
        var proof = new BootstrapProof(graph, rule);
        proof.NameSections();
        proof.FindRoots();
        while (proof._pending.TryDequeue(out var section))
            proof.Follow(section);
        return proof;
    }

    /// <summary>Runs the proof over an image and fails the build if the rule is broken.</summary>
    /// <exception cref="BuildException"><c>BootstrapRuleBroken</c>, <c>BootstrapRootMissing</c></exception>
    public static void Require(Workspace workspace, LinkGraph graph)
    {
        var file = workspace.In(BootstrapRule.File);
        if (!File.Exists(file) || BootstrapRule.Parse(File.ReadLines(file)) is not { Roots.Count: > 0 } rule)
            return;
        var proof = Run(graph, rule);
        if (proof.Violations.Count > 0)
        {
            var shown = proof.Violations.OrderBy(v => v.Count(c => c == '→')).Take(ViolationsShown).ToArray();
            throw new BuildException("BootstrapRuleBroken", $"{proof.Violations.Count} ways to what the bootstrapping rule forbids\n  {string.Join("\n  ", shown)}"
                + (shown.Length < proof.Violations.Count ? $"\n  and {proof.Violations.Count - shown.Length} longer ways" : ""));
        }
        Progress.Say($"bootstrapping rule holds for {proof.FunctionCount} functions; {proof.PanicCount} throw helpers are their only panics");
    }

    /// <summary>A section may have several names: an exported method has its own and the exported one.</summary>
    private void NameSections()
    {
        for (var number = 0; number < _graph.Inputs.Count; number++)
        {
            var elf = _graph.Inputs[number].Object;
            for (var i = 1; i < elf.SymbolCount; i++)
            {
                if (elf.SymbolSection[i] <= 0 || elf.SymbolName[i] == "" || (elf.SectionFlags[elf.SymbolSection[i]] & Elf.ExecInstr) == 0)
                    continue;
                var section = new SectionRef(number, elf.SymbolSection[i]);
                if (!_names.TryGetValue(section, out var names))
                    _names.Add(section, names = []);
                names.Add(elf.SymbolName[i]);
            }
        }
    }

    private void FindRoots()
    {
        foreach (var pattern in _rule.Roots)
        {
            var found = pattern.Contains('*', StringComparison.Ordinal)
                ? _graph.Globals.Where(g => SymbolPattern.Matches(pattern, g.Key)).Select(g => g.Value).ToArray()
                : _graph.Find(pattern) is { } symbol ? [symbol] : [];
            if (found.Length == 0)
                throw new BuildException("BootstrapRootMissing", $"{BootstrapRule.File} names {pattern}, which is in no input");
            foreach (var root in found)
            {
                if (_graph.SectionOf(root) is not { } section || !IsCode(section) || !_roots.Add(section))
                    continue;
                _reachedFrom.Add(section, null);
                _pending.Enqueue(section);
            }
        }
    }

    private bool IsCode(SectionRef section) =>
        (_graph.Inputs[section.Input].Object.SectionFlags[section.Section] & Elf.ExecInstr) != 0;

    private void Follow(SectionRef section)
    {
        var input = _graph.Inputs[section.Input];
        for (var (i, count) = (0, input.Object.RelocationCount(section.Section)); i < count; i++)
        {
            var definition = input.Definition[input.Object.RelocationAt(section.Section, i).Symbol];
            if (_graph.SectionOf(definition) is not { } target)
                continue;
            if (IsCode(target))
                Reach(target, section);
            else
                Judge([_graph.NameOf(definition)], section);
        }
    }

    private void Reach(SectionRef target, SectionRef from)
    {
        if (_reachedFrom.ContainsKey(target) || _panics.Contains(target))
            return;
        var names = _names.GetValueOrDefault(target, []);
        if (names.Any(n => SymbolPattern.MatchesAny(_rule.Boundaries, n)))
            return;
        if (names.Any(n => SymbolPattern.MatchesAny(Throws, n)))
        {
            _panics.Add(target);
            return;
        }
        if (Judge(names, from))
            return;
        _reachedFrom.Add(target, from);
        _pending.Enqueue(target);
    }

    private bool Judge(IReadOnlyList<string> names, SectionRef from)
    {
        foreach (var name in names)
        {
            foreach (var (pattern, why) in Forbidden)
            {
                if (!SymbolPattern.Matches(pattern, name))
                    continue;
                _violations.TryAdd(name, $"{why}: {string.Join(" → ", Path(from).Reverse().Append(name))}");
                return true;
            }
        }
        return false;
    }

    private IEnumerable<string> Path(SectionRef? section)
    {
        for (; section is { } at; section = _reachedFrom[at])
            yield return _graph.NameOf(at);
    }
}
