using System.Runtime;
using System.Text;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Errors;

/// <summary>Where calls of functions end that the class library wants and the system does not have.</summary>
internal static class MissingSymbol
{
    /// <summary>Called in a missing function's place by its stub, which the build makes.</summary>
    /// <param name="name">The function's name, ending in 0.</param>
    /// <exception cref="EntryPointNotFoundException">Always.</exception>
    // SAFETY: a stub passes a constant of its own that ends in a zero.
    [RuntimeExport("theseus_missing_symbol")]
    public static unsafe void Throw(byte* name) => Throw(Encoding.ASCII.GetString(NativeText.Of(name)));

    private static void Throw(string text) =>
        throw new EntryPointNotFoundException(
        $"This system has no function '{text}', which the class library wants here.");
}
