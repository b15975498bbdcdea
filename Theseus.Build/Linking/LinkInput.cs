using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// One object on its way into the image: the object, and for each of its sections and symbols what the passes of
/// <see cref="Linker"/> have found out so far.
/// </summary>
public sealed class LinkInput(ElfObject @object, bool isManaged)
{
    public ElfObject Object { get; } = @object;

    /// <summary>Made by ILC; otherwise native code from assembler or C.</summary>
    public bool IsManaged { get; } = isManaged;

    /// <summary>Of native code that is not ours: the cell that its library becomes.</summary>
    public string? Library { get; init; }

    /// <summary>Sections of a COMDAT group that an earlier input has already brought.</summary>
    public bool[] Discarded { get; } = new bool[@object.SectionCount];

    /// <summary>For each symbol, the symbol that defines it. Set by <see cref="SymbolResolution"/>.</summary>
    public SymbolRef[] Definition { get; } = new SymbolRef[@object.SymbolCount];

    /// <summary>For each section, its first symbol, or 0.</summary>
    public int[] FirstSymbol { get; } = FirstSymbols(@object);

    /// <summary>Reached from a root. Set by <see cref="Liveness"/>.</summary>
    public bool[] Live { get; } = new bool[@object.SectionCount];

    /// <summary>Set by <see cref="Layout"/>, for live sections.</summary>
    public SegmentKind[] Segment { get; } = new SegmentKind[@object.SectionCount];

    /// <summary>Run-time address of each live section. Set by <see cref="Layout"/>.</summary>
    public ulong[] Address { get; } = new ulong[@object.SectionCount];

    public List<FrameEntry> Frames { get; } = EhFrame.Read(@object);

    /// <summary>
    /// For each section of managed code, ILC's name of its method: the name that its exception clauses and its
    /// associated data go by. (Exported methods have a second symbol, which those do not use.)
    /// </summary>
    public string?[] MethodOf => field ??= MethodNames();

    /// <summary>The section's symbol if it has one, else its name: what messages and the map call it.</summary>
    public string NameOf(int section) =>
        FirstSymbol[section] != 0 ? Object.SymbolName[FirstSymbol[section]] : Object.SectionName[section];

    private string?[] MethodNames()
    {
        string?[] names = new string?[Object.SectionCount];
        foreach (FrameEntry frame in Frames)
        {
            if (Object.SymbolSection[frame.CodeSymbol] is > 0 and var section
                && FrameLabel.Of(Object, frame) is { Index: 0 } label)
            {
                names[section] = label.Method;
            }
        }

        return names;
    }

    private static int[] FirstSymbols(ElfObject elf)
    {
        int[] first = new int[elf.SectionCount];
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            int section = elf.SymbolSection[i];
            if (section <= 0 || elf.SymbolName[i] == "" || elf.Kind(i) is Elf.KindSection or Elf.KindFile)
            {
                continue;
            }

            if (first[section] == 0 || elf.SymbolValue[i] < elf.SymbolValue[first[section]])
            {
                first[section] = i;
            }
        }

        return first;
    }
}
