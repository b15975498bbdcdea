using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>That a cell is an app, and how to start it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CellApp(uint entry, uint flags, TextRange name)
{
    /// <summary>Bits of <see cref="Flags"/>: Main takes <c>string[]</c>; it returns <c>int</c>.</summary>
    public const uint TakesArguments = 1, ReturnsStatus = 2;

    /// <summary>Cell offset of Main's code.</summary>
    public readonly uint Entry = entry;

    public readonly uint Flags = flags;

    /// <summary>The command's name, lower-case ASCII.</summary>
    public readonly TextRange Name = name;
}
