using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// All inputs of a link, with their symbols resolved: the graph whose nodes are sections and whose edges are
/// relocations. Cutting, proofs and maps walk it too.
/// </summary>
public sealed class LinkGraph(IReadOnlyList<LinkInput> inputs)
{
    public IReadOnlyList<LinkInput> Inputs { get; } = inputs;

    /// <summary>Every global symbol that an input defines.</summary>
    public Dictionary<string, SymbolRef> Globals { get; } = [];

    /// <summary>Symbols that the linker itself defines; their index is the <see cref="SymbolRef.Symbol"/>.</summary>
    public List<string> TableSymbols { get; } = [];

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
    /// The section of the symbol of that name; null where there is none, or nothing live refers to it.
    /// </summary>
    public SectionRef? FindLive(string name) => Find(name) is { } symbol && SectionOf(symbol) is { } section
        && Inputs[section.Input].Live[section.Section] ? section : null;

    public string NameOf(SymbolRef symbol) => symbol.Input switch
    {
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
