using Theseus.Build.Objects;

namespace Theseus.Build.Native;

/// <summary>
/// A static library that the image takes objects from, as a linker does: those that define what is still missing, and
/// what these need in turn.
/// </summary>
/// <param name="cell">The cell that its code becomes.</param>
/// <param name="path">The archive.</param>
/// <param name="allows">What may be taken of it; the rest stays undefined, so that wanting it fails the link.</param>
public sealed class NativeLibrary(string cell, string path, Func<string, bool> allows)
{
    private readonly Lazy<Archive> _archive = new(() => new Archive(path));

    public string Cell { get; } = cell;

    /// <summary>What may be taken.</summary>
    public IEnumerable<string> Symbols => _archive.Value.Symbols.Where(allows);

    /// <summary>The library defines the symbol, and the image may take it.</summary>
    public bool Defines(string symbol) => MemberDefining(symbol) is not null;

    private int? MemberDefining(string symbol) => allows(symbol) ? _archive.Value.MemberDefining(symbol) : null;

    /// <summary>
    /// The members that define <paramref name="wanted"/>, and those that these need in turn, each with its cell.
    /// </summary>
    /// <param name="libraries">The first that may define a symbol does.</param>
    /// <param name="wanted">Symbols that nothing else defines.</param>
    /// <param name="isDefined">Symbols that the rest of the image defines: a member must not define them again.</param>
    public static List<(string Cell, ElfObject Object)> Take(
        IReadOnlyList<NativeLibrary> libraries, IEnumerable<string> wanted, Func<string, bool> isDefined)
    {
        SortedDictionary<(int Library, int Member), ElfObject> taken = new();
        Stack<string> pending = new(wanted);
        while (pending.TryPop(out string? symbol))
        {
            if (isDefined(symbol))
            {
                continue;
            }

            for (int i = 0; i < libraries.Count; i++)
            {
                if (libraries[i].MemberDefining(symbol) is not { } member)
                {
                    continue;
                }

                if (!taken.ContainsKey((i, member)))
                {
                    ElfObject elf = libraries[i]._archive.Value.Read(member);
                    taken.Add((i, member), elf);
                    for (int s = 1; s < elf.SymbolCount; s++)
                    {
                        if (elf.SymbolSection[s] == Elf.SectionUndefined && elf.SymbolName[s] != "")
                        {
                            pending.Push(elf.SymbolName[s]);
                        }
                    }
                }

                break;
            }
        }

        return [.. taken.Select(t => (libraries[t.Key.Library].Cell, t.Value))];
    }
}
