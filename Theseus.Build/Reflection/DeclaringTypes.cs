using System.Text.RegularExpressions;
using Theseus.Build.Objects;
using Theseus.Build.World;

namespace Theseus.Build.Reflection;

/// <summary>
/// The types that entries of reflection's tables refer to: by their place in the world's table of external references,
/// of which each field is a reference to the type's MethodTable.
/// </summary>
internal sealed partial class DeclaringTypes
{
    private const string Table = Ilc.WorldName + "__external_CommonFixupsTable_references";
    private const int FieldBytes = 4;

    /// <summary>Types that ILC's symbols call by a name of their own, without the assembly.</summary>
    private static readonly Dictionary<string, string> s_shortNames = new()
    {
        ["Object"] = "System.Object", ["String"] = "System.String", ["Bool"] = "System.Boolean",
            ["Char"] = "System.Char",
        ["Int8"] = "System.SByte", ["UInt8"] = "System.Byte", ["Int16"] = "System.Int16", ["UInt16"] = "System.UInt16",
        ["Int32"] = "System.Int32", ["UInt32"] = "System.UInt32", ["Int64"] = "System.Int64",
            ["UInt64"] = "System.UInt64",
        ["IntPtr"] = "System.IntPtr", ["UIntPtr"] = "System.UIntPtr", ["Single"] = "System.Single",
            ["Double"] = "System.Double",
    };

    private readonly string[] _symbols;

    public DeclaringTypes(ElfObject world)
    {
        int section = WorldTable.SectionOf(world, Table);
        _symbols = new string[world.SectionSize[section] / FieldBytes];
        for (int i = 0; i < world.RelocationCount(section); i++)
        {
            Relocation relocation = world.RelocationAt(section, i);
            _symbols[relocation.Offset / FieldBytes] = world.SymbolName[relocation.Symbol];
        }
    }

    /// <summary>
    /// Of members that share a record the ones that the type at <paramref name="index"/> declares. Where its symbol
    /// tells no more than the assembly, those of the assembly; where it tells nothing, all.
    /// </summary>
    public IReadOnlyList<ReflectedMember> Choose(IReadOnlyList<ReflectedMember> sharing, uint index)
    {
        if (sharing.Count == 1)
        {
            return sharing;
        }

        string symbol = MadeOfType().Replace(_symbols[index] ?? "", "");
        if (symbol.IndexOf('<') is >= 0 and var arguments)
        {
            symbol = symbol[..arguments];
        }

        string? wellKnown = s_shortNames.GetValueOrDefault(symbol);
        if (sharing.Where(m => MangledType(m) == symbol || m.Type == wellKnown).ToArray() is { Length: > 0 } exact)
        {
            return exact;
        }

        ReflectedMember[] assemblies = sharing.Where(
            m => symbol.StartsWith(WorldSymbols.Mangle(m.Assembly) + "_", StringComparison.Ordinal)).ToArray();
        return assemblies.Length > 0 ? assemblies : sharing;
    }

    private static string MangledType(ReflectedMember member) => WorldSymbols.Mangle(member.Assembly) + "_"
        + string.Concat(member.Type.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    [GeneratedRegex(@"^_ZTV\d+(Boxed_)?")]
    private static partial Regex MadeOfType();
}
