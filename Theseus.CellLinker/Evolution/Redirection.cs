using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>A function whose home holds a jump, because an evolution gave it another body.</summary>
/// <param name="home">Address of the function, as everybody knows it.</param>
/// <param name="body">Where what is executed begins.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Redirection(ulong home, ulong body) : ISorted<Redirection>
{
    public readonly ulong Home = home;
    public readonly ulong Body = body;

    static ulong ISorted<Redirection>.KeyOf(in Redirection entry) => entry.Home;
}
