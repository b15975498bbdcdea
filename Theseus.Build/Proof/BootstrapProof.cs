using Theseus.Build.Linking;

namespace Theseus.Build.Proof;

/// <summary>
/// Proves the bootstrapping rule (docs/proof.md) from the section graph: what allocator, collector, unwinder and
/// interrupt entry reach allocates nothing, runs no class constructor and checks no cast, because the runtime that
/// would do it is not there yet, or is themselves.
/// The walk follows every reference from code to code: calls, jumps, and function pointers that are taken. Of
/// data it looks at names only (an interface dispatch cell is a call through the type system). What it cannot
/// see is a call through a vtable or through a pointer kept in data, and a jump of assembler code to a local label
/// behind the next global one: the rule asks code not to make such calls.
/// Throw helpers are where a broken promise ends, in a panic; they are counted and not entered.
/// </summary>
public sealed class BootstrapProof
{
    /// <summary>What the rule forbids, and why.</summary>
    private static readonly (string Pattern, string Why)[] s_forbidden =
    [
        ("RhpNew*", "allocates"), ("RhNew*", "allocates"), ("RhAllocate*", "allocates"), ("RhBox*", "allocates"),
        ("S_P_CoreLib_System_Runtime_RuntimeExports__RhNew*", "allocates"),
        ("S_P_CoreLib_System_Runtime_RuntimeExports__RhBox*", "allocates"),
        ("*CheckStaticClassConstruction*", "runs a class constructor"),
        ("*ClassConstructorRunner*", "runs a class constructor"),
        ("__GetGCStaticBase_*", "runs a class constructor"), ("__GetNonGCStaticBase_*", "runs a class constructor"),
        ("__GetThreadStaticBase_*", "uses thread statics"), ("RhGetThreadStaticStorage", "uses thread statics"),
            ("S_P_CoreLib_Internal_Runtime_ThreadStatics__*", "uses thread statics"),
        ("RhTypeCast_*", "checks a cast"), ("S_P_CoreLib_System_Runtime_TypeCast__*", "checks a cast"),
        ("RhpInitialDynamicInterfaceDispatch", "calls an interface"),
            ("*__InterfaceDispatchCell_*", "calls an interface"),
        ("__ResolveVirtualFunction_*", "looks up a virtual method"),
            ("__GenericLookup*", "looks up a generic dictionary"),
    ];

    private static readonly string[] s_throws =
        [
        "*_ThrowHelpers__*", "*_ThrowHelper__*", "*Exception__Throw*", "RhpThrowEx", "RhpThrowHwEx", "RhpRethrow",
        "RhExceptionHandling_*", "RhpFallbackFailFast",
    ];

    /// <summary>
    /// True for what bound code never runs, other than to end: throw helpers and what the rule forbids.
    /// </summary>
    public static bool IsEnd(string symbol) =>
        SymbolPattern.MatchesAny(s_throws, symbol)
        || SymbolPattern.MatchesAny(s_forbidden.Select(f => f.Pattern), symbol);

    private const int ViolationsShown = 12;

    private readonly LinkGraph _graph;
    private readonly CodeMap _code;
    private readonly BootstrapRule _rule;
    private readonly Dictionary<Function, Function?> _reachedFrom = [];
    private readonly Queue<Function> _pending = [];
    private readonly HashSet<Function> _panics = [];
    private readonly SortedDictionary<string, string> _violations = new(StringComparer.Ordinal);

    private BootstrapProof(LinkGraph graph, BootstrapRule rule) =>
        (_graph, _code, _rule) = (graph, new CodeMap(graph), rule);

    /// <summary>Functions that the rule holds for.</summary>
    public int FunctionCount => _reachedFrom.Count;

    /// <summary>Different throw helpers that they can end in.</summary>
    public int PanicCount => _panics.Count;

    /// <summary>Each a path from a root to something forbidden; sorted.</summary>
    public IReadOnlyCollection<string> Violations => _violations.Values;

    /// <exception cref="BuildException"><c>BootstrapRootMissing</c></exception>
    public static BootstrapProof Run(LinkGraph graph, BootstrapRule rule)
    {
        BootstrapProof proof = new(graph, rule);
        proof.FindRoots();
        while (proof._pending.TryDequeue(out Function function))
        {
            proof.Follow(function);
        }

        return proof;
    }

    /// <summary>Runs the proof over an image and fails the build if the rule is broken.</summary>
    /// <exception cref="BuildException"><c>BootstrapRuleBroken</c>, <c>BootstrapRootMissing</c>,
    /// <c>NoProofRoots</c></exception>
    public static void Require(LinkGraph graph, BootstrapRule rule)
    {
        if (rule.Roots.Count == 0)
        {
            throw new BuildException("NoProofRoots",
                "no code says that it must not allocate: the bootstrapping rule would hold for nothing");
        }

        BootstrapProof proof = Run(graph, rule);
        if (proof.Violations.Count > 0)
        {
            string[] shown = proof.Violations.OrderBy(v => v.Count(c => c == '→')).Take(ViolationsShown).ToArray();
            int more = proof.Violations.Count - shown.Length;
            throw new BuildException("BootstrapRuleBroken",
                $"{proof.Violations.Count} ways to what the bootstrapping rule forbids\n  {string.Join("\n  ", shown)}"
                + (more > 0 ? $"\n  and {more} longer ways" : ""));
        }

        Progress.Say($"bootstrapping rule holds for {proof.FunctionCount} functions; "
            + $"{proof.PanicCount} throw helpers are their only panics");
    }

    private void FindRoots()
    {
        foreach (string name in _rule.Roots)
        {
            if (_graph.Find(name) is not { } root)
            {
                throw new BuildException("BootstrapRootMissing", $"{name} must not allocate, and is in no input");
            }

            if (_graph.SectionOf(root) is not { } section || !_code.IsCode(section))
            {
                continue;
            }

            Function function = _code.At(section, _graph.Inputs[root.Input].Object.SymbolValue[root.Symbol]);
            if (_reachedFrom.TryAdd(function, null))
            {
                _pending.Enqueue(function);
            }
        }
    }

    private void Follow(Function function)
    {
        LinkInput input = _graph.Inputs[function.Section.Input];
        foreach (Objects.Relocation relocation in _code.References(function))
        {
            if (_code.Target(function, relocation) is { } target)
            {
                Reach(target, function);
            }
            else
            {
                Judge([_graph.NameOf(input.Definition[relocation.Symbol])], function);
            }
        }
    }

    private void Reach(Function target, Function from)
    {
        if (_reachedFrom.ContainsKey(target) || _panics.Contains(target))
        {
            return;
        }

        IReadOnlyList<string> names = _code.NamesOf(target);
        if (names.Any(_rule.Boundaries.Contains))
        {
            return;
        }

        if (names.Any(n => SymbolPattern.MatchesAny(s_throws, n)))
        {
            _panics.Add(target);
            return;
        }

        if (Judge(names, from))
        {
            return;
        }

        _reachedFrom.Add(target, from);
        _pending.Enqueue(target);
    }

    private bool Judge(IReadOnlyList<string> names, Function from)
    {
        foreach (string name in names)
        {
            foreach ((string pattern, string why) in s_forbidden)
            {
                if (!SymbolPattern.Matches(pattern, name))
                {
                    continue;
                }

                _violations.TryAdd(name, $"{why}: {string.Join(" → ", Path(from).Reverse().Append(name))}");
                return true;
            }
        }

        return false;
    }

    private IEnumerable<string> Path(Function? function)
    {
        for (; function is { } at; function = _reachedFrom[at])
        {
            yield return _code.NameOf(at);
        }
    }
}
