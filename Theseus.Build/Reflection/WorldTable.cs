using Theseus.Build.Objects;

namespace Theseus.Build.Reflection;

/// <summary>A table of the world that is a section of its own.</summary>
internal static class WorldTable
{
    /// <exception cref="BadImageFormatException">There is none, or it does not begin its section.</exception>
    public static int SectionOf(ElfObject world, string symbol)
    {
        int at = Array.IndexOf(world.SymbolName, symbol);
        return at >= 0 && world.SymbolSection[at] > 0 && world.SymbolValue[at] == 0 ? world.SymbolSection[at]
            : throw new BadImageFormatException($"{symbol} is no section of the world");
    }

    /// <summary>Its bytes, in the object: what is written there is what is linked.</summary>
    /// <exception cref="BadImageFormatException">There is none.</exception>
    public static Span<byte> Contents(ElfObject world, string symbol)
    {
        int section = SectionOf(world, symbol);
        return world.Bytes.AsSpan(world.SectionOffset[section], world.SectionSize[section]);
    }
}
