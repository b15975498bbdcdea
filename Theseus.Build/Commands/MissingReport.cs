using System.Text;
using Theseus.Build.Linking;
using Theseus.Build.Native;

namespace Theseus.Build.Commands;

/// <summary>
/// Says which functions are missing, who wants them, and which cells' code leads there. A cell that calls one gets an
/// exception and the others run; if a layer of the system itself wants one, the build fails.
/// </summary>
public static class MissingReport
{
    private const int ReferrersShown = 3;

    /// <param name="graph">A world with what is live in it.</param>
    /// <param name="request">Its apps.</param>
    /// <param name="owner">From a mangled symbol to its assembly.</param>
    /// <param name="layers">Assemblies of the system's layers.</param>
    /// <returns>A line for each missing function.</returns>
    /// <exception cref="LinkException"><see cref="LinkError.MissingSymbols"/></exception>
    public static List<string> Make(LinkGraph graph, LinkRequest request, Func<string, string> owner,
        IReadOnlySet<string> layers)
    {
        SortedDictionary<string, List<SectionRef>> wanted = Wanted(graph);
        if (wanted.Count == 0)
        {
            return [];
        }

        (string Key, SectionRef Section)[] ofLayers = wanted.SelectMany(
            w => w.Value.Where(s => layers.Contains(OwnerOf(graph, s, owner))).Select(s => (w.Key, Section: s)))
                .ToArray();
        if (ofLayers.Length > 0)
        {
            throw new LinkException(LinkError.MissingSymbols, "the system itself wants what nobody defines"
                + string.Concat(
                ofLayers.Select(
                    m => $"\n  {m.Key}, wanted by {graph.NameOf(m.Section)} in {OwnerOf(graph, m.Section, owner)}")));
        }

        Dictionary<string, HashSet<SectionRef>> reached = request.Apps.ToDictionary(a => a.Name,
            a => Reach(graph, a.Symbol));
        return [.. wanted.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => Line(w.Key, w.Value))];

        string Line(string symbol, List<SectionRef> referrers)
        {
            string[] cells = [.. reached.Where(r => referrers.Any(r.Value.Contains)).Select(r => r.Key)];
            StringBuilder text = new($"{LinkError.MissingSymbols}: {symbol} is defined nowhere, wanted by ");
            text.AppendJoin(", ", referrers.Take(ReferrersShown).Select(s => request.ReadableName(graph.NameOf(s))));
            text.Append(cells.Length == 0 ? "; no cell's own code leads there"
                : $"; the code of {string.Join(", ", cells)} leads there");
            return text.Append(". Calling it throws EntryPointNotFoundException.").ToString();
        }
    }

    /// <summary>The stubs that are live, by their symbol, and the managed sections that refer to each.</summary>
    private static SortedDictionary<string, List<SectionRef>> Wanted(LinkGraph graph)
    {
        SortedDictionary<string, List<SectionRef>> wanted = new(StringComparer.Ordinal);
        Dictionary<SectionRef, string> stubs = new();
        for (int input = 0; input < graph.Inputs.Count; input++)
        {
            string[] names = graph.Inputs[input].Object.SectionName;
            for (int section = 1; section < names.Length; section++)
            {
                if (graph.Inputs[input].Live[section]
                    && names[section].StartsWith(MissingFunctions.Section, StringComparison.Ordinal))
                {
                    stubs.Add(new SectionRef(input, section), names[section][MissingFunctions.Section.Length..]);
                }
            }
        }

        if (stubs.Count == 0)
        {
            return wanted;
        }

        for (int input = 0; input < graph.Inputs.Count; input++)
        {
            for (int section = 1; section < graph.Inputs[input].Live.Length; section++)
            {
                if (!graph.Inputs[input].Live[section])
                {
                    continue;
                }

                foreach (SectionRef target in Targets(graph, new SectionRef(input, section)).Where(stubs.ContainsKey)
                    .Distinct())
                {
                    if (!wanted.TryGetValue(stubs[target], out List<SectionRef>? referrers))
                    {
                        wanted.Add(stubs[target], referrers = []);
                    }

                    referrers.Add(new SectionRef(input, section));
                }
            }
        }

        return wanted;
    }

    /// <summary>All sections that an app's entry leads to.</summary>
    private static HashSet<SectionRef> Reach(LinkGraph graph, string entry)
    {
        HashSet<SectionRef> reached = new();
        Stack<SectionRef> pending = new();
        if (graph.SectionOf(graph.Require(entry, "the entry of a cell")) is { } start && reached.Add(start))
        {
            pending.Push(start);
        }

        while (pending.TryPop(out SectionRef section))
        {
            foreach (SectionRef target in Targets(graph, section).Where(reached.Add))
            {
                pending.Push(target);
            }
        }

        return reached;
    }

    private static IEnumerable<SectionRef> Targets(LinkGraph graph, SectionRef from)
    {
        Objects.ElfObject elf = graph.Inputs[from.Input].Object;
        for (int i = 0; i < elf.RelocationCount(from.Section); i++)
        {
            if (graph.TargetOf(from, elf.RelocationAt(from.Section, i)) is { } target)
            {
                yield return target;
            }
        }
    }

    private static string OwnerOf(LinkGraph graph, SectionRef section, Func<string, string> owner)
    {
        LinkInput input = graph.Inputs[section.Input];
        return owner(input.IsManaged ? input.MethodOf[section.Section] ?? graph.NameOf(section)
            : graph.NameOf(section));
    }
}
