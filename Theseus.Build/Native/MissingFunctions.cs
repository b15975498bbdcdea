using Theseus.Build.Objects;
using Theseus.Build.World;

namespace Theseus.Build.Native;

/// <summary>
/// Stands in for functions that the world wants and nobody defines, so that one call does not break the image for
/// everybody: each is a stub of two instructions that throws <c>EntryPointNotFoundException</c> with its name, which is
/// what a program gets for a native function that is missing on any .NET. Who wants them is judged when what is live is
/// known (<see cref="Commands.MissingReport"/>).
/// </summary>
public static class MissingFunctions
{
    /// <summary>Prefix of the stubs' sections.</summary>
    public const string Section = ".text.theseus_missing.";

    /// <summary>Takes the symbol's name and throws.</summary>
    private const string Thrower = "theseus_missing_symbol";

    /// <returns>null if nothing is missing, or if there is nobody to throw.</returns>
    public static ElfObject? Make(Workspace workspace, IEnumerable<string> symbols, Predicate<string> isDefined)
    {
        string[] missing = [
            .. symbols.Where(s => !isDefined(s) && IsPlain(s)).Distinct().Order(StringComparer.Ordinal)];
        if (missing.Length == 0 || !isDefined(Thrower))
        {
            return null;
        }

        string source = workspace.Temporary("native/missing.S");
        string result = Path.ChangeExtension(source, ".o");
        string text = string.Concat(missing.Select(Stub));
        string stamp = new Stamp().Add(text).Value();
        if (!Stamp.Holds(result + ".stamp", stamp, result))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(source)!);
            File.WriteAllText(source, text);
            Tool.Run(result + ".log", "gcc", "-c", "-Wa,--fatal-warnings", "-o", result, source);
            Stamp.Keep(result + ".stamp", stamp);
        }

        return ElfObject.Read(result);
    }

    /// <summary>What an assembler takes as it stands; ILC's own names with brackets are of another world.</summary>
    private static bool IsPlain(string symbol) =>
        symbol.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$');

    private static string Stub(string symbol) => $"""
        .section {Section}{symbol},"ax",@progbits
        .globl {symbol}
        .type {symbol},@function
        {symbol}: leaq 1f(%rip), %rdi
        jmp {Thrower}
        .size {symbol}, .-{symbol}
        .section .rodata.theseus_missing.{symbol},"a",@progbits
        1: .asciz "{symbol}"

        """;
}
