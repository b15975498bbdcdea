using Theseus.Build.Objects;
using Theseus.Build.World;

namespace Theseus.Build.Reflection;

/// <summary>
/// Reflection stops at what a program's code could have named.
/// <para>The problem: with all metadata in the world, a string is enough to call any method and to write any field, of
/// the kernel too, and the class library that does it is not ours to change.</para>
/// <para>The idea: it finds the code of a method and the place of a field in two tables that ILC writes beside the
/// metadata, by the offset of the member's record. This pass takes out of their lookups what the policy does not admit,
/// before the world is linked. Names and attributes remain to be read; to call, to make a delegate or a function
/// pointer, to read or to write fails as for a member that was trimmed away, with a
/// <see cref="NotSupportedException"/>. See docs/reflection.md.</para>
/// </summary>
public sealed class ReflectionMaps
{
    private const string Metadata = Ilc.WorldName + "__embedded_metadata";

    private readonly ElfObject _world;
    private readonly DeclaringTypes _types;
    private readonly IReadOnlyDictionary<uint, List<ReflectedMember>> _members;

    private ReflectionMaps(ElfObject world) =>
        (_world, _types, _members) =
        (world, new DeclaringTypes(world), NativeMetadata.Read(WorldTable.Contents(world, Metadata)));

    /// <summary>How many entries each table lost.</summary>
    public sealed record Removed(int Methods, int Fields);

    /// <summary>A table, and which numbers of an entry's contents are the member's record and its type.</summary>
    private readonly record struct Map(string Symbol, int Record, int Type)
    {
        /// <summary>Flags, record, declaring type, entry point, …</summary>
        public static readonly Map Methods = new(Ilc.WorldName + "__method_to_entrypoint_map", Record: 1, Type: 2);

        /// <summary>Flags, declaring type, record, …</summary>
        public static readonly Map Fields = new(Ilc.WorldName + "__field_to_offset_map", Record: 2, Type: 1);
    }

    /// <param name="world">ILC's object; its tables are changed in place.</param>
    /// <param name="policy">What remains.</param>
    /// <exception cref="BuildException"><c>BadReflectionMap</c></exception>
    public static Removed Cut(ElfObject world, ReflectionPolicy policy)
    {
        try
        {
            ReflectionMaps maps = new(world);
            return new Removed(maps.CutMethods(policy), maps.CutFields(policy));
        }
        catch (Exception e)
            when (e is BadImageFormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new BuildException("BadReflectionMap", $"{world.File}: {e.Message}", e);
        }
    }

    /// <summary>
    /// All that reflection can call, read or write in a world. A member of a generic type comes once for each instance.
    /// </summary>
    public static IEnumerable<ReflectedMember> Reachable(ElfObject world)
    {
        ReflectionMaps maps = new(world);
        return maps.Entries(Map.Methods).Concat(maps.Entries(Map.Fields)).SelectMany(e => e.Members);
    }

    private int CutFields(ReflectionPolicy policy) =>
        NativeHashTable.Keep(WorldTable.Contents(_world, Map.Fields.Symbol), KeepAllBut(Refused(Map.Fields, policy)));

    /// <summary>
    /// The table of methods is also gone through from its first entry to its last, to name a method by the address of
    /// its code in stack traces. So what is out of reach stays in it, where no lookup finds it, and with a mark.
    /// </summary>
    private int CutMethods(ReflectionPolicy policy)
    {
        Span<byte> table = WorldTable.Contents(_world, Map.Methods.Symbol);
        HashSet<int> refused = Refused(Map.Methods, policy);
        NativeHashTable.Hide(table, KeepAllBut(refused));
        foreach (int place in refused)
        {
            table[place] |= HiddenMark;
        }

        return refused.Count;
    }

    private HashSet<int> Refused(Map map, ReflectionPolicy policy) =>
        [.. Entries(map).Where(e => !e.Members.All(policy.Admits)).Select(e => e.Place)];

    private static Predicate<int> KeepAllBut(HashSet<int> refused) => place => !refused.Contains(place);

    /// <summary>A flag that the compiler does not use (0x40), in the one byte that the flags take.</summary>
    private const byte HiddenMark = 0x80, WiderNumber = 1;

    private List<(int Place, IReadOnlyList<ReflectedMember> Members)> Entries(Map map)
    {
        Span<byte> table = WorldTable.Contents(_world, map.Symbol);
        List<(int, IReadOnlyList<ReflectedMember>)> found = new();
        Span<uint> numbers = stackalloc uint[3];
        foreach (int place in NativeHashTable.Entries(table))
        {
            int at = place;
            if (map == Map.Methods && (table[place] & HiddenMark) != 0)
            {
                continue;
            }

            if (map == Map.Methods && (table[place] & WiderNumber) != 0)
            {
                throw new BadImageFormatException(
                    $"{map.Symbol}: the flags of the entry at {place} take more than a byte");
            }

            foreach (ref uint number in numbers)
            {
                number = NativeNumbers.ReadUnsigned(table, ref at);
            }

            if (!_members.TryGetValue(numbers[map.Record], out List<ReflectedMember>? sharing))
            {
                throw new BadImageFormatException(
                    $"{map.Symbol}: entry at {place} is of a record at {numbers[map.Record]}, where no member is");
            }

            found.Add((place, _types.Choose(sharing, numbers[map.Type])));
        }

        return found;
    }
}
