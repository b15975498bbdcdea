using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// What ILC calls the language-specific data of a frame entry: <c>_lsda{Index}{Method}</c>. Index 0 is the method's
/// root function, each higher one a funclet of it. The data behind the symbol is broken in a multi-file object
/// (docs/unwinding.md); its name is what can be relied on.
/// </summary>
public readonly record struct FrameLabel(int Index, string Method)
{
    private const string Prefix = "_lsda";

    /// <returns>null for code that has no such label: native code.</returns>
    public static FrameLabel? Of(ElfObject elf, FrameEntry frame)
    {
        string name = elf.SymbolName[frame.LsdaSymbol];
        if (frame.LsdaSymbol == 0 || !name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        int digits = Prefix.Length;
        while (digits < name.Length && char.IsAsciiDigit(name[digits]))
        {
            digits++;
        }

        return int.TryParse(name.AsSpan(Prefix.Length, digits - Prefix.Length), out int index)
            ? new FrameLabel(index, name[digits..]) : null;
    }
}
