using Theseus.Build.Linking;
using Theseus.Build.Objects;

namespace Theseus.Build.Proof;

/// <summary>
/// A function: code from <see cref="Offset"/> in its section on. ILC gives each method a section of its own.
/// </summary>
public readonly record struct Function(SectionRef Section, long Offset);

/// <summary>
/// Divides code into functions and names them. A section of managed code is one function, with several names if it
/// is exported; one of assembler code holds a function from each global symbol to the next.
/// </summary>
public sealed class CodeMap
{
    private readonly LinkGraph _graph;
    private readonly Dictionary<SectionRef, SortedList<long, List<string>>> _functions = [];

    public CodeMap(LinkGraph graph)
    {
        _graph = graph;
        for (int number = 0; number < graph.Inputs.Count; number++)
        {
            LinkInput input = graph.Inputs[number];
            for (int i = 1; i < input.Object.SymbolCount; i++)
            {
                SectionRef section = new(number, input.Object.SymbolSection[i]);
                if (section.Section <= 0 || input.Object.Binding(i) == Elf.BindLocal || !IsCode(section))
                {
                    continue;
                }

                if (!_functions.TryGetValue(section, out SortedList<long, List<string>>? functions))
                {
                    _functions.Add(section, functions = []);
                }

                long offset = input.IsManaged ? 0 : input.Object.SymbolValue[i];
                if (!functions.TryGetValue(offset, out List<string>? names))
                {
                    functions.Add(offset, names = []);
                }

                names.Add(input.Object.SymbolName[i]);
            }
        }
    }

    public bool IsCode(SectionRef section) =>
        (_graph.Inputs[section.Input].Object.SectionFlags[section.Section] & Elf.ExecInstr) != 0;

    /// <summary>The function that holds <paramref name="offset"/> of a section of code.</summary>
    public Function At(SectionRef section, long offset)
    {
        long start = 0;
        if (_functions.TryGetValue(section, out SortedList<long, List<string>>? functions))
        {
            foreach (long candidate in functions.Keys)
            {
                start = candidate <= offset ? candidate : start;
            }
        }

        return new Function(section, start);
    }

    public IReadOnlyList<string> NamesOf(Function function) =>
        _functions.TryGetValue(function.Section, out SortedList<long, List<string>>? functions)
        && functions.TryGetValue(function.Offset, out List<string>? names) ? names : [];

    public string NameOf(Function function) => NamesOf(function) is [var name, ..] ? name
        : _graph.NameOf(function.Section);

    /// <summary>What the function refers to: relocations of its part of the section.</summary>
    public IEnumerable<Relocation> References(Function function)
    {
        ElfObject elf = _graph.Inputs[function.Section.Input].Object;
        for ((int i, int count) = (0, elf.RelocationCount(function.Section.Section)); i < count; i++)
        {
            Relocation relocation = elf.RelocationAt(function.Section.Section, i);
            if (At(function.Section, relocation.Offset) == function)
            {
                yield return relocation;
            }
        }
    }

    /// <summary>The function that a reference leads to, or null if it leads to data or out of all inputs.</summary>
    public Function? Target(Function from, Relocation relocation)
    {
        SymbolRef definition = _graph.Inputs[from.Section.Input].Definition[relocation.Symbol];
        if (_graph.SectionOf(definition) is not { } section || !IsCode(section))
        {
            return null;
        }

        LinkInput input = _graph.Inputs[definition.Input];
        long offset = input.Object.SymbolValue[definition.Symbol];
        // A local symbol stands for its section; the place is in the addend, from the end of the 4-byte field on.
        if (input.Object.Binding(definition.Symbol) == Elf.BindLocal)
        {
            offset += relocation.Addend + (relocation.Type is RelocationType.Pc32 or RelocationType.Plt32 ? 4 : 0);
        }

        return At(section, offset);
    }
}
