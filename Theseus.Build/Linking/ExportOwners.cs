using Theseus.Build.Native;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// Looks at the symbols that the compiled world defines beside the compiler's own names: each is of a trusted assembly,
/// and the C library does not define it too. (Of an archive only what is wanted is taken, so a second definition in the
/// world would silently win.)
/// </summary>
public static class ExportOwners
{
    /// <param name="world">ILC's object.</param>
    /// <param name="owner">From a method's symbol to its assembly.</param>
    /// <param name="isTrusted">The assembly may define symbols.</param>
    /// <param name="libraries">Static libraries of the image.</param>
    /// <exception cref="LinkException"><see cref="LinkError.UntrustedExport"/>,
    /// <see cref="LinkError.DuplicateSymbol"/></exception>
    public static void Require(LinkInput world, Func<string, string> owner, Predicate<string> isTrusted,
        IReadOnlyList<NativeLibrary> libraries)
    {
        foreach ((string symbol, string method) in Exports(world))
        {
            string assembly = owner(method);
            if (!isTrusted(assembly))
            {
                throw new LinkException(LinkError.UntrustedExport,
                    $"{assembly}: {method} is compiled with a second symbol, {symbol}; only the system's layers "
                        + $"define symbols");
            }

            if (libraries.FirstOrDefault(l => l.Defines(symbol)) is { } library)
            {
                throw new LinkException(LinkError.DuplicateSymbol,
                    $"{assembly}: {method} defines {symbol}, which is {library.Cell}'s");
            }
        }
    }

    /// <summary>Global symbols of a method's code that are not the method's own.</summary>
    public static IEnumerable<(string Symbol, string Method)> Exports(LinkInput world)
    {
        ElfObject elf = world.Object;
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.SymbolSection[i] > 0 && elf.Binding(i) != Elf.BindLocal
                && world.MethodOf[elf.SymbolSection[i]] is { } method
                && elf.SymbolName[i] != method)
            {
                yield return (elf.SymbolName[i], method);
            }
        }
    }
}
