using dnlib.DotNet;
using Theseus.Build.World;

namespace Theseus.Build.Evolution.Methods;

/// <summary>A method of an assembly, and its body as text.</summary>
/// <param name="Definition">It.</param>
/// <param name="Body">
/// Its instructions, locals and clauses, whatever numbers the assembly gives to what they name; empty where it has no
/// body.
/// </param>
/// <param name="Bytes">Of its IL.</param>
public sealed record MethodForm(MethodDef Definition, string Body, int Bytes)
{
    /// <summary>
    /// Above it the just-in-time compiler, which ILC uses, inlines only what asks for it: twice what its source says
    /// (<c>JitExtDefaultPolicyMaxIL</c>), which is what it takes where it knows how often the caller runs.
    /// </summary>
    private const int MostBytesInlined = 256;

    /// <summary>The method that a program's top-level statements become: there is one of that name.</summary>
    private const string StatementsOfProgram = "<Main>$";

    /// <summary>What it is called in all of a world.</summary>
    public string Key => KeyOf(Definition.Module.Assembly.Name, Definition.FullName);

    public string Assembly => Definition.Module.Assembly.Name;

    /// <summary>The type around all that it is nested in.</summary>
    public string Outermost
    {
        get
        {
            TypeDef type = Definition.DeclaringType;
            while (type.DeclaringType is { } outer)
            {
                type = outer;
            }

            return type.FullName;
        }
    }

    public bool IsGeneric => Definition.HasGenericParameters || IsOfGeneric(Definition.DeclaringType);

    /// <summary>Another method may hold a copy of it.</summary>
    public bool CanBeInlined =>
        !Definition.IsNoInlining && (Definition.IsAggressiveInlining || Bytes <= MostBytesInlined);

    /// <summary>
    /// Names under which others may call it without naming it: its own where it is virtual, and those of what it
    /// implements by another name.
    /// </summary>
    public IEnumerable<string> VirtualNames => Definition.Overrides.Select(o => o.MethodDeclaration.Name.String)
        .Concat(Definition.IsVirtual ? [Definition.Name.String] : []).Distinct();

    /// <summary>
    /// Generic code over its type calls it, of which each instance over a value type, or for a static method over any,
    /// has code of its own.
    /// </summary>
    public bool IsForGenericCode =>
        VirtualNames.Any() && (Definition.IsStatic || Definition.DeclaringType.IsValueType);

    public bool IsConstructorOfType => Definition.IsStaticConstructor;

    /// <summary>The C# compiler has made it up, and perhaps numbered it.</summary>
    public bool IsMadeUp => IsMadeUpName(Definition.Name) || IsOfMadeUp(Definition.DeclaringType);

    /// <summary>A lambda or a local function: made up, and nothing of it outlives a call but its closure.</summary>
    public bool IsLambda => Definition.Name.String is var name
        && (name.Contains(">b__", StringComparison.Ordinal) || name.Contains(">g__", StringComparison.Ordinal));

    /// <summary>ILC takes the first method of a name.</summary>
    public bool IsFirstOfItsName =>
        Definition.DeclaringType.Methods.First(m => m.Name == Definition.Name) == Definition;

    /// <summary>Methods of one type that ILC calls by one name, and then numbers.</summary>
    public string Mangled => $"{Definition.DeclaringType.FullName}::{WorldSymbols.Mangle(Definition.Name)}";

    /// <summary>It has another name, by which other code calls it.</summary>
    public bool IsExported => Definition.CustomAttributes.Any(
        a => a.AttributeType.Name.String is "RuntimeExportAttribute" or "UnmanagedCallersOnlyAttribute");

    /// <summary>For people.</summary>
    public string Text => $"{Definition.DeclaringType.ReflectionFullName.Replace('+', '.')}.{Definition.Name}";

    public static string KeyOf(string? assembly, string fullName) => $"[{assembly}]{fullName}";

    private static bool IsMadeUpName(string name) =>
        name.Contains('<', StringComparison.Ordinal) && name != StatementsOfProgram;

    private static bool IsOfMadeUp(TypeDef? type) =>
        type is not null && (IsMadeUpName(type.Name) || IsOfMadeUp(type.DeclaringType));

    private static bool IsOfGeneric(TypeDef? type) =>
        type is not null && (type.HasGenericParameters || IsOfGeneric(type.DeclaringType));
}
