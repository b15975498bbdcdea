using System.Security;
using System.Text;
using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Build.World;

/// <summary>
/// Names generic types of packages over numbers, and arrays of numbers, so that a package can make them while it runs.
/// <para>The problem: <c>typeof(MemberMap&lt;,&gt;).MakeGenericType(row, property)</c> of a mapper or serializer needs
/// code for that type. Code over classes is shared, so the compiler has it; over <c>int</c>, or an enumeration of the
/// program, it has it only if the program says so somewhere, and nobody does. (Native AOT of the SDK has the same gap:
/// its warning IL3050.)</para>
/// <para>The idea: in a package that makes types, each <c>typeof</c> of an open generic type of its own is one that it
/// may make. These are named over the ordinary value types, and over those that the cells define that refer to the
/// package, in a file of runtime directives (rd.xml). Class library types are left out: there are too many, and
/// programs use what they hold. So are packages that may make many types: MemoryPack's 70 formatters of collections
/// over value types brought those collections too, and the compiler to its limit.</para>
/// <para>Likewise a package that makes arrays of types that it does not know (<c>Enum.GetValues(type)</c> does too) has
/// the arrays of these value types.</para>
/// <para>What such a package's users hold in fields (<c>List&lt;Line&gt;</c> of a property) a serializer makes by its
/// constructor, of which there may be no code: the user's own <c>new</c> was inlined. These are named whole.</para>
/// </summary>
public static class RunTimeGenerics
{
    private const string CoreLibrary = "System.Private.CoreLib";

    /// <summary>More parameters would make too many types.</summary>
    private const int MostParameters = 2;

    /// <summary>Types that one package may make; of one with more none is named.</summary>
    private const int MostTypes = 8;

    /// <summary>Value types of one cell; generic types that it holds.</summary>
    private const int MostOfCell = 64;

    private static readonly string[] s_values =
    [
        "Boolean", "Byte", "SByte", "Char", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single",
            "Double", "Decimal",
        "DateTime", "DateTimeOffset", "TimeSpan", "DateOnly", "TimeOnly", "Guid",
    ];

    /// <summary>The directives for a world; null if there is nothing to name.</summary>
    /// <param name="packages">Files of packages' assemblies that do not say that they can be trimmed.</param>
    /// <param name="cells">Files of the cells.</param>
    public static string? Make(IEnumerable<string> packages, IReadOnlyCollection<string> cells)
    {
        StringBuilder text = new();
        HashSet<string> names = [];
        foreach (string file in packages)
        {
            using ModuleDefMD module = ModuleDefMD.Load(file);
            string name = module.Assembly.Name;
            names.Add(name);
            TypeDef[] made = Made(module);
            bool makesArrays = MakesArrays(module);
            if (made.Length > MostTypes || (made.Length == 0 && !makesArrays))
            {
                continue;
            }

            string[] known = [.. s_values.Select(v => Qualified($"System.{v}", CoreLibrary))];
            string[] values = [.. known, .. cells.SelectMany(c => ValuesOf(c, name))];
            values = [.. values, .. values.Select(Nullable)];
            text.Append($"    <Assembly Name=\"{SecurityElement.Escape(name)}\">\n");
            text.AppendJoin("", made.SelectMany(t => Instances(t, values))
                .Concat(makesArrays ? values.Select(Array) : []).Select(Line));
            text.Append("    </Assembly>\n");
        }

        foreach (string cell in cells)
        {
            using ModuleDefMD module = ModuleDefMD.Load(cell);
            string[] held = module.GetAssemblyRefs().Any(r => names.Contains(r.Name)) ? [.. HeldBy(module)] : [];
            if (held.Length > 0)
            {
                text.Append($"    <Assembly Name=\"{SecurityElement.Escape(module.Assembly.Name)}\">\n");
                text.AppendJoin("", held.Select(Line)).Append("    </Assembly>\n");
            }
        }

        return text.Length == 0 ? null
            : $"<Directives xmlns=\"http://schemas.microsoft.com/netfx/2013/01/metadata\">\n  <Application>\n{text}  "
            + $"</Application>\n</Directives>\n";
    }

    /// <summary>The assembly makes arrays of types that only the run knows.</summary>
    private static bool MakesArrays(ModuleDefMD module) => module.GetMemberRefs().Any(m =>
        (m.DeclaringType.FullName, m.Name.String, m.MethodSig?.Params.Count) is ("System.Enum", "GetValues", 1)
            or ("System.Array", "CreateInstance", _) or ("System.Type", "MakeArrayType", _));

    /// <summary>Generic types that the assembly defines and says <c>typeof</c> of, if it makes types at all.</summary>
    private static TypeDef[] Made(ModuleDefMD module) => !module.GetMemberRefs().Any(m => m.Name == "MakeGenericType")
        ? []
        : [.. module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode.Code == Code.Ldtoken).Select(i => i.Operand).OfType<TypeDef>()
            .Where(t =>
            t is { IsInterface: false, IsAbstract: false, GenericParameters.Count: > 0 and <= MostParameters }
            && !t.IsDelegate
                && t.GenericParameters.All(p => !p.HasGenericParamConstraints || p.HasNotNullableValueTypeConstraint))
            .Distinct().OrderBy(t => t.ReflectionFullName, StringComparer.Ordinal)];

    /// <summary>
    /// With one of its parameters a value, in each place that can have one, and classes in the others.
    /// </summary>
    private static IEnumerable<string> Instances(TypeDef type, string[] values)
    {
        foreach (int place in Enumerable.Range(0, type.GenericParameters.Count))
        {
            if (type.GenericParameters[place].HasReferenceTypeConstraint
                || type.GenericParameters.Where((_, i) => i != place).Any(p => p.HasNotNullableValueTypeConstraint))
            {
                continue;
            }

            bool isStrict = type.GenericParameters[place].HasNotNullableValueTypeConstraint;
            foreach (string value in values.Where(v => !isStrict
                || !v.StartsWith("System.Nullable", StringComparison.Ordinal)))
            {
                IEnumerable<string> arguments = type.GenericParameters.Select(
                    (_, i) => $"[{(i == place ? value : Qualified("System.Object", CoreLibrary))}]");
                yield return $"{type.ReflectionFullName}[{string.Join(',', arguments)}]";
            }
        }
    }

    private static IEnumerable<string> ValuesOf(string cell, string package)
    {
        using ModuleDefMD module = ModuleDefMD.Load(cell);
        if (!module.GetAssemblyRefs().Any(r => r.Name == package))
        {
            return [];
        }

        return [.. module.GetTypes()
            .Where(t => t.IsValueType && t.GenericParameters.Count == 0 && !t.FullName.Contains('<')
                && !t.CustomAttributes.IsDefined("System.Runtime.CompilerServices.IsByRefLikeAttribute"))
            .Take(MostOfCell).Select(t => Qualified(t.ReflectionFullName, module.Assembly.Name))];
    }

    /// <summary>Generic types that fields of the cell's own types have.</summary>
    private static IEnumerable<string> HeldBy(ModuleDefMD cell) => cell.GetTypes()
        .Where(t => !t.FullName.Contains('<')).SelectMany(t => t.Fields).Select(f => f.FieldType)
        .OfType<GenericInstSig>().Where(t => !t.ContainsGenericParameter)
        .Select(t => t.AssemblyQualifiedName).Distinct().Order(StringComparer.Ordinal).Take(MostOfCell);

    private static string Line(string type) =>
        $"      <Type Name=\"{SecurityElement.Escape(type)}\" Dynamic=\"Required All\" />\n";

    private static string Nullable(string value) => Qualified($"System.Nullable`1[[{value}]]", CoreLibrary);

    private static string Array(string value)
    {
        int end = value.LastIndexOf(',');
        return $"{value[..end]}[]{value[end..]}";
    }

    private static string Qualified(string type, string assembly) => $"{type}, {assembly}";
}
