using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// All inputs of a link, with their symbols resolved: the graph whose nodes are sections and whose edges are
/// relocations. Cutting, proofs and maps walk it too.
/// </summary>
public sealed class LinkGraph(IReadOnlyList<LinkInput> inputs)
{
    private readonly List<string> _externals = [];
    private readonly Dictionary<string, int> _external = [];

    public IReadOnlyList<LinkInput> Inputs { get; } = inputs;

    /// <summary>Every global symbol that an input defines.</summary>
    public Dictionary<string, SymbolRef> Globals { get; } = [];

    /// <summary>Symbols that the linker itself defines; their index is the <see cref="SymbolRef.Symbol"/>.</summary>
    public List<string> TableSymbols { get; } = [];

    /// <summary>True of a symbol that something outside defines, whether one of the inputs does or not.</summary>
    public Predicate<string> IsExternal { get; init; } = _ => false;

    /// <summary>Those of them that an input refers to; their index is the <see cref="SymbolRef.Symbol"/>.</summary>
    public IReadOnlyList<string> Externals => _externals;

    /// <summary>
    /// The inputs are parts of one world: what several of them define is the same, and the first one's counts.
    /// </summary>
    public bool IsOfParts { get; init; }

    /// <summary>What stands for one of <see cref="Externals"/>; null for a symbol that is none.</summary>
    public SymbolRef? FindExternal(string name)
    {
        if (!IsExternal(name))
        {
            return null;
        }

        if (!_external.TryGetValue(name, out int number))
        {
            _external.Add(name, number = _externals.Count);
            _externals.Add(name);
        }

        return new SymbolRef(SymbolRef.External, number);
    }

    public SymbolRef? Find(string name) => Globals.TryGetValue(name, out SymbolRef symbol) ? symbol : null;

    /// <exception cref="LinkException"><see cref="LinkError.NoRootSymbol"/></exception>
    public SymbolRef Require(string name, string purpose) =>
        Find(name) ?? throw new LinkException(LinkError.NoRootSymbol, $"{name}, {purpose}, is in no input");

    /// <summary>The section of a defined symbol; null for absolute symbols and those that the linker makes.</summary>
    public SectionRef? SectionOf(SymbolRef symbol)
    {
        if (symbol.Input < 0)
        {
            return null;
        }

        int section = Inputs[symbol.Input].Object.SymbolSection[symbol.Symbol];
        return section > 0 ? new SectionRef(symbol.Input, section) : null;
    }

    /// <summary>
    /// The section of the symbol of that name, in each compiled input that has it and where something live refers to
    /// it.
    /// </summary>
    public IEnumerable<SectionRef> FindAllLive(string name)
    {
        for (int i = 0; i < Inputs.Count; i++)
        {
            ElfObject elf = Inputs[i].Object;
            int symbol = Inputs[i].IsManaged ? Array.IndexOf(elf.SymbolName, name) : -1;
            if (symbol > 0 && elf.SymbolSection[symbol] is > 0 and var section && Inputs[i].Live[section])
            {
                yield return new SectionRef(i, section);
            }
        }
    }

    public string NameOf(SymbolRef symbol) => symbol.Input switch
    {
        SymbolRef.External => Externals[symbol.Symbol],
        SymbolRef.Tables => TableSymbols[symbol.Symbol],
        < 0 => "(nowhere)",
        _ when Inputs[symbol.Input].Object.Kind(symbol.Symbol) == Elf.KindSection => NameOf(SectionOf(symbol)!.Value),
        _ => Inputs[symbol.Input].Object.SymbolName[symbol.Symbol],
    };

    public string NameOf(SectionRef section) => Inputs[section.Input].NameOf(section.Section);

    /// <summary>
    /// Section by which the definition of what <paramref name="relocation"/> refers to is held, if any.
    /// </summary>
    public SectionRef? TargetOf(SectionRef from, Relocation relocation) =>
        SectionOf(Inputs[from.Input].Definition[relocation.Symbol]);
}
