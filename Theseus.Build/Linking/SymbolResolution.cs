using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Binds every symbol of every input to its definition. Of a COMDAT group that several inputs bring, the first
/// is taken. Beyond this pass no symbol is added. A symbol that nobody defines is not yet an error: only a
/// section that is really used may complain.
/// </summary>
public static class SymbolResolution
{
    /// <exception cref="LinkException"><see cref="LinkError.DuplicateSymbol"/></exception>
    public static void Run(LinkGraph graph)
    {
        DiscardRepeatedGroups(graph);
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            Define(graph, i);
        }

        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            Bind(graph, i);
        }
    }

    private static void DiscardRepeatedGroups(LinkGraph graph)
    {
        // Of parts of a world a group is not the same in each: string literals are all in one.
        if (graph.Inputs.Count < 2 || graph.IsOfParts)
        {
            return;
        }

        Dictionary<string, int> owner = new();
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            ElfObject elf = graph.Inputs[i].Object;
            foreach (int signature in elf.GroupSignature.Values)
            {
                owner.TryAdd(elf.SymbolName[signature], i);
            }
        }

        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            ElfObject elf = graph.Inputs[i].Object;
            for (int section = 1; section < elf.SectionCount; section++)
            {
                if (elf.GroupOf[section] is not 0 and var group)
                {
                    graph.Inputs[i].Discarded[section] = owner[elf.SymbolName[elf.GroupSignature[group]]] != i;
                }
            }
        }
    }

    private static void Define(LinkGraph graph, int input)
    {
        ElfObject elf = graph.Inputs[input].Object;
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            int section = elf.SymbolSection[i];
            if (section == Elf.SectionUndefined || elf.Binding(i) == Elf.BindLocal)
            {
                continue;
            }

            if (section > 0 && graph.Inputs[input].Discarded[section])
            {
                continue;
            }

            string name = elf.SymbolName[i];
            if (graph.Globals.TryAdd(name, new SymbolRef(input, i)))
            {
                continue;
            }

            SymbolRef earlier = graph.Globals[name];
            ElfObject earlierElf = graph.Inputs[earlier.Input].Object;
            if (elf.Binding(i) == Elf.BindWeak || graph.IsOfParts)
            {
                continue;
            }

            if (earlierElf.Binding(earlier.Symbol) != Elf.BindWeak)
            {
                throw new LinkException(LinkError.DuplicateSymbol,
                    $"{name} is defined in {earlierElf.File} and in {elf.File}");
            }

            graph.Globals[name] = new SymbolRef(input, i);
        }
    }

    private static void Bind(LinkGraph graph, int input)
    {
        (ElfObject elf, SymbolRef[] definition) = (graph.Inputs[input].Object, graph.Inputs[input].Definition);
        bool isManaged = graph.Inputs[input].IsManaged;
        definition.AsSpan().Fill(new SymbolRef(SymbolRef.Nowhere, 0));
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.Binding(i) == Elf.BindLocal)
            {
                definition[i] = new SymbolRef(input, i);
            }
            else if (isManaged && FasterForms.Of(elf.SymbolName[i]) is { } form && Find(form) is { } faster)
            {
                definition[i] = faster;
            }
            else if (Find(elf.SymbolName[i]) is { } symbol)
            {
                definition[i] = symbol;
            }
            else if (graph.TableSymbols.IndexOf(elf.SymbolName[i]) is >= 0 and var table)
            {
                definition[i] = new SymbolRef(SymbolRef.Tables, table);
            }
            else if (elf.Binding(i) != Elf.BindWeak)
            {
                definition[i] = new SymbolRef(SymbolRef.Missing, i);
            }
        }

        SymbolRef? Find(string name) => graph.FindExternal(name) ?? graph.Find(name);
    }
}
