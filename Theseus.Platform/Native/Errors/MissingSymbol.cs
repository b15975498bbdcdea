using System.Runtime;
using System.Text;

namespace Theseus.Platform.Native.Errors;

/// <summary>Where calls of functions end that the class library wants and the system does not have.</summary>
// SAFETY: the one pointer is a stub's, to a constant of its own that ends in 0.
internal static unsafe class MissingSymbol
{
    /// <summary>Called in a missing function's place by its stub, which the build makes.</summary>
    /// <param name="name">The function's name, ending in 0.</param>
    /// <exception cref="EntryPointNotFoundException">Always.</exception>
    [RuntimeExport("theseus_missing_symbol")]
    public static void Throw(byte* name)
    {
        int length = 0;
        while (name[length] != 0)
        {
            length++;
        }

        string text = Encoding.ASCII.GetString(name, length);
        throw new EntryPointNotFoundException(
            $"This system has no function '{text}', which the class library wants here.");
    }
}
