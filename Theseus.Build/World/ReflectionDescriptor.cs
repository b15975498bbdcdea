using System.Security;
using System.Text;

namespace Theseus.Build.World;

/// <summary>
/// Tells ILC what to keep for reflection that it would keep by itself if it scanned the world first.
/// <para>The problem: under <c>--multifile</c> there is no scanner, and two things fall away. Custom attributes are
/// kept only if the method that reads them is compiled on its own, but those one-line getters are inlined everywhere;
/// and a type has metadata only if reflection is seen to use it, so that <c>GetType().Name</c> of an exception or
/// <c>ToString()</c> of an enumeration throws.</para>
/// <para>The idea: a descriptor (the format of ILLink) that roots the getters; names every exception, enumeration and
/// attribute, of our own assemblies and of those class library's that they refer to; and gives all other types of these
/// their metadata (<see cref="TypeNames"/>).</para>
/// </summary>
public sealed class ReflectionDescriptor
{
    private const string CoreLibrary = "System.Private.CoreLib";

    private static readonly string[] s_attributeOwners =
        ["TypeDefinition", "Method", "Field", "Property", "Event", "Parameter", "GenericParameter", "ScopeDefinition"];

    /// <summary>
    /// What serializers, mappers, containers and expression trees call by reflection (parsing, conversions, operators):
    /// kept whole.
    /// </summary>
    private static readonly string[] s_primitives =
    [
        "Boolean", "Byte", "SByte", "Char", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single",
            "Double", "Decimal",
        "String", "DateTime", "DateTimeOffset", "TimeSpan", "DateOnly", "TimeOnly", "Guid", "Object", "Version",
    ];

    /// <summary>
    /// C#'s binder for <c>dynamic</c> looks up by name what it makes its expressions with, and takes what it does not
    /// find for null.
    /// </summary>
    private static readonly (string Assembly, string[] Types) s_namedByBinder =
        ("System.Linq.Expressions", ["System.Linq.Expressions.Expression"]);

    private const string Binder = "Microsoft.CSharp";

    private ReflectionDescriptor(string text, IReadOnlyList<NamedType> types) => (Text, Types) = (text, types);

    public string Text { get; }

    /// <summary>Those that <see cref="TypeNames"/> is to be made of.</summary>
    public IReadOnlyList<NamedType> Types { get; }

    /// <summary>The descriptor for a world.</summary>
    /// <param name="own">Files of our own assemblies, and of packages'.</param>
    /// <param name="library">Files of the class library's.</param>
    public static ReflectionDescriptor Make(IReadOnlyCollection<string> own, IReadOnlyList<string> library)
    {
        TypeIndex index = new();
        foreach (string file in library)
        {
            index.Add(file);
        }

        string[] ours = own.Select(index.Add).ToArray();
        HashSet<NamedType> referred = own.SelectMany(index.ReferredToBy).ToHashSet();
        // A facade refers to what it forwards: the assemblies behind it that our own ones mean.
        HashSet<string> used = referred.Select(t => t.Assembly).Append(CoreLibrary).Except(ours).ToHashSet();

        // The core library first: the others' exceptions and attributes derive from its own.
        string[] assemblies = used.Order(StringComparer.Ordinal).OrderBy(a => a != CoreLibrary).Concat(ours).ToArray();
        StringBuilder text = new("<linker>\n");
        NameAttributeReaders(text);
        text.Append(
            Element(CoreLibrary, s_primitives.Select(p => $"<type fullname=\"System.{p}\" preserve=\"all\" />")));
        if (referred.Any(t => t.Assembly == Binder))
        {
            text.Append(
                Element(s_namedByBinder.Assembly,
                    s_namedByBinder.Types.Select(t => $"<type fullname=\"{t}\" preserve=\"methods\" />")));
        }

        HashSet<string> bases = new() { "System.Exception", "System.Attribute" };
        foreach (string assembly in assemblies)
        {
            bool isOurs = ours.Contains(assembly);
            text.Append(
                Element(assembly,
                    Members(index.DefinedIn(assembly), bases).Where(t => isOurs || t.IsPublic).Select(Line)));
        }

        NamedType[] types = assemblies.SelectMany(index.DefinedIn).Where(HasOrdinaryMetadata).Concat(referred)
            .Distinct()
            .OrderBy(t => t.Assembly, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        text.Append(Element(TypeNames.AssemblyName,
            [$"<type fullname=\"{TypeNames.TypeName}\" required=\"false\">"
                + string.Concat(
                Enumerable.Range(0, TypeNames.Methods(types.Length))
                    .Select(i => $"<method name=\"{TypeNames.MethodPrefix}{i}\" />"))
                + "</type>"]));
        return new ReflectionDescriptor(text.Append("</linker>\n").ToString(), types);
    }

    private static void NameAttributeReaders(StringBuilder text)
    {
        const string space = "Internal.Metadata.NativeFormat";
        text.Append(Element(CoreLibrary, s_attributeOwners
            .Select(o => $"<type fullname=\"{space}.{o}\"><method name=\"get_CustomAttributes\" /></type>")
            .Append($"<type fullname=\"{space}.ScopeDefinition\">"
                + "<method name=\"get_ModuleCustomAttributes\" /></type>")));
    }

    private static string Element(string assembly, IEnumerable<string> types)
    {
        string lines = string.Concat(types.Select(t => $"    {t}\n"));
        return lines == "" ? "" : $"  <assembly fullname=\"{assembly}\">\n{lines}  </assembly>\n";
    }

    /// <summary>
    /// Exceptions and attributes are made by their constructors; an enumeration has one field of its value.
    /// </summary>
    private static string Line(NamedType type) =>
        $"<type fullname=\"{SecurityElement.Escape(type.Name.Replace('+', '/'))}\">"
        + (type.IsEnumeration ? "<field name=\"value__\" />" : "<method name=\".ctor\" />") + "</type>";

    /// <summary>
    /// Enumerations, exceptions and attributes that are not generic. Adds the latter two to those that others may
    /// derive from.
    /// </summary>
    private static SortedSet<NamedType> Members(IReadOnlyList<NamedType> types, HashSet<string> bases)
    {
        SortedSet<NamedType> found = new(Comparer<NamedType>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
        int before;
        do
        {
            before = found.Count; // a type may stand before its base
            foreach (NamedType type in types.Where(t => t.Parameters == 0 && HasOrdinaryMetadata(t)))
            {
                if (type.IsEnumeration)
                {
                    found.Add(type);
                }
                else if (bases.Contains(type.BaseName) || type.Name == "System.Exception")
                {
                    bases.Add(type.Name);
                    found.Add(type);
                }
            }
        }
        while (found.Count != before);
        return found;
    }

    /// <summary>
    /// Not one that only the compiler knows (the core library's <c>__Canon</c>, the tables of array initialisers).
    /// </summary>
    private static bool HasOrdinaryMetadata(NamedType type) =>
        !type.Name.StartsWith("System.__", StringComparison.Ordinal)
        && !type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal);
}
