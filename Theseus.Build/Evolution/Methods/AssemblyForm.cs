using System.Globalization;
using System.Runtime.CompilerServices;
using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// An assembly as the C# compiler has made it: what it declares, and apart from that the bodies of its methods. Both
/// are texts in which everything goes by its name, so that those of two builds can be compared.
/// </summary>
public sealed class AssemblyForm
{
    /// <summary>
    /// Attributes that tell which references may be null, where most in a type may or may not: one more method and they
    /// are others. No code depends on them.
    /// </summary>
    private const string Nullability = "System.Runtime.CompilerServices.Nullable";

    private const string Constants = "<PrivateImplementationDetails>";

    private readonly Dictionary<string, string> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MethodForm> _methods = new(StringComparer.Ordinal);

    private readonly HashSet<string> _references;
    private readonly bool _hasFriends;

    private AssemblyForm(ModuleDefMD module)
    {
        Name = module.Assembly.Name;
        _references = [.. module.GetAssemblyRefs().Select(r => r.Name.String)];
        _hasFriends = module.Assembly.CustomAttributes.IsDefined(typeof(InternalsVisibleToAttribute).FullName);
        Add("assembly", Attributes(module.Assembly) + Attributes(module)
            + string.Concat(module.Resources.Select(r => $" {r.ResourceType} {r.Name}")));
        foreach (TypeDef type in module.GetTypes())
        {
            AddType(type);
        }
    }

    public string Name { get; }

    /// <summary>How types and methods are declared, by what they are; the key of a method is its full name.</summary>
    public IReadOnlyDictionary<string, string> Declared => _declared;

    /// <summary>By full name.</summary>
    public IReadOnlyDictionary<string, MethodForm> Methods => _methods;

    /// <summary>Both declare the same, and do the same.</summary>
    public bool IsLike(AssemblyForm other) => _declared.Count == other._declared.Count
        && _declared.All(d => other._declared.GetValueOrDefault(d.Key) == d.Value)
        && _methods.All(m => other._methods[m.Key].Body == m.Value.Body);

    public bool RefersTo(string assembly) => _references.Contains(assembly);

    /// <summary>How many methods it has that ILC calls as it calls this one.</summary>
    public int CountLike(MethodForm method) => _methods.Values.Count(m => m.Mangled == method.Mangled);

    /// <summary>A method that code of other assemblies can name.</summary>
    public bool IsSeenByOthers(MethodForm method) =>
        !method.Definition.IsPrivate && !(method.Definition.IsAssembly && !_hasFriends);

    /// <summary>
    /// True of a name of <see cref="Declared"/> that is the type in which the C# compiler puts constants, or in that:
    /// it names them after their contents, and one more changes nothing else.
    /// </summary>
    public static bool IsConstant(string name) => name.Contains(Constants, StringComparison.Ordinal);

    /// <exception cref="BadImageFormatException"></exception>
    public static AssemblyForm Read(string file) => new(ModuleDefMD.Load(File.ReadAllBytes(file)));

    /// <summary>The methods that a body names, as <see cref="MethodForm.Key"/>; of a generic one the definition.
    /// </summary>
    public static IEnumerable<(Code Code, string Method, string Name)> References(MethodForm method)
    {
        foreach (Instruction instruction in method.Definition.Body?.Instructions ?? [])
        {
            IMethod? named = instruction.Operand switch
            {
                MethodSpec instance => instance.Method,
                IMethod plain => plain,
                _ => null,
            };
            if (named is { IsMethod: true })
            {
                yield return (instruction.OpCode.Code,
                    MethodForm.KeyOf(named.DeclaringType?.DefinitionAssembly?.Name, named.FullName), named.Name);
            }
        }
    }

    private void Add(string key, string how)
    {
        if (!_declared.TryAdd(key, how))
        {
            throw new BadImageFormatException($"{Name} declares {key} twice");
        }
    }

    private void AddType(TypeDef type)
    {
        // The value of a private constant is in the bodies that use it, and nowhere else.
        bool isOfConstants = IsConstant(type.FullName);
        string fields = isOfConstants ? ""
            : string.Concat(type.Fields.Where(f => !(f.IsLiteral && f.IsPrivate)).Select(TextOf));
        foreach (FieldDef constant in isOfConstants ? type.Fields : [])
        {
            Add(constant.FullName, TextOf(constant));
        }

        string layout = type.ClassLayout is { } given ? $"{given.PackingSize} {given.ClassSize}" : "";
        Add(type.FullName, $"{Number((long)type.Attributes)} {layout} : {type.BaseType?.FullName}"
            + string.Concat(type.Interfaces.Select(i => $", {i.Interface.FullName}")) + Generics(type)
            + Attributes(type) + fields
            // Calls go by their places in the type's table.
            + string.Concat(type.Methods.Where(m => m.IsVirtual).Select(m => $"; {m.FullName}"))
            + string.Concat(type.Properties.Select(p => $"; {p.FullName}{Attributes(p)}"))
            + string.Concat(type.Events.Select(e => $"; {e.FullName}{Attributes(e)}")));
        Dictionary<string, int> numbers = new();
        foreach (MethodDef method in type.Methods)
        {
            // The compiler tells methods of one name apart by their order.
            int number = numbers[method.Name] = numbers.GetValueOrDefault(method.Name, -1) + 1;
            Add(method.FullName, $"{number} {Number((long)method.Attributes)} {Number((long)method.ImplAttributes)}"
                + string.Concat(method.Overrides.Select(o => $" {o.MethodDeclaration.FullName}")) + Generics(method)
                + Attributes(method) + string.Concat(method.ParamDefs.Select(
                    p => $"; {p.Sequence} {Number((long)p.Attributes)} {p.Name} {p.Constant?.Value}{Attributes(p)}"))
                + $" {method.ImplMap?.Module?.Name} {method.ImplMap?.Name}");
            _methods.Add(method.FullName, new MethodForm(method, BodyOf(method),
                method.Body?.Instructions.Sum(i => i.GetSize()) ?? 0));
        }
    }

    private static string TextOf(FieldDef field) => $"; {Number((long)field.Attributes)} {field.FieldSig} {field.Name} "
        + $"{field.FieldOffset} {field.Constant?.Value} {Convert.ToHexString(field.InitialValue ?? [])}"
        + Attributes(field);

    private static string? ScopeOf(IMemberRef member) =>
        (member.DeclaringType?.Scope ?? (member as IType)?.Scope)?.ScopeName;

    private static string Generics(ITypeOrMethodDef owner) => string.Concat(owner.GenericParameters.Select(
        p => $" <{p.Name} {Number((long)p.Flags)}"
            + string.Concat(p.GenericParamConstraints.Select(c => $" {c.Constraint.FullName}")) + Attributes(p) + ">"));

    private static string Attributes(IHasCustomAttribute owner) => string.Concat(owner.CustomAttributes
        .Where(a => !a.TypeFullName.StartsWith(Nullability, StringComparison.Ordinal))
        .Select(a => $" [{a.Constructor.FullName}({string.Join(',', a.ConstructorArguments.Select(Text))})"
            + string.Concat(a.NamedArguments.Select(n => $" {n.Name}={Text(n.Argument)}"))
            + $"{Convert.ToHexString(a.RawData ?? [])}]"));

    private static string Text(CAArgument argument) => argument.Value is IList<CAArgument> list
        ? $"{{{string.Join(',', list.Select(Text))}}}" : $"{argument.Type} {argument.Value}";

    private static string Number(long number) => number.ToString("x", CultureInfo.InvariantCulture);

    private static string BodyOf(MethodDef method)
    {
        if (method.Body is not { } body)
        {
            return "";
        }

        Dictionary<Instruction, int> numbers = body.Instructions.Select((i, n) => (i, n))
            .ToDictionary(p => p.i, p => p.n);
        return $"{body.InitLocals}{string.Concat(body.Variables.Select(v => $" {v.Type.FullName}"))}\n"
            + string.Concat(body.Instructions.Select(i => $"{i.OpCode.Name} {Operand(i)}\n"))
            + string.Concat(body.ExceptionHandlers.Select(h => $"{h.HandlerType} {At(h.TryStart)} {At(h.TryEnd)} "
                + $"{At(h.HandlerStart)} {At(h.HandlerEnd)} {At(h.FilterStart)} {h.CatchType?.FullName}\n"));

        string At(Instruction? instruction) => instruction is null ? "-" : Number(numbers[instruction]);

        string Operand(Instruction instruction) => instruction.Operand switch
        {
            null => "",
            string text => $"\"{text}\"",
            Instruction target => At(target),
            Instruction[] targets => string.Join(',', targets.Select(At)),
            Local local => Number(local.Index),
            Parameter parameter => Number(parameter.Index),
            float number => Number(BitConverter.SingleToInt32Bits(number)),
            double number => Number(BitConverter.DoubleToInt64Bits(number)),
            IMemberRef member => $"{ScopeOf(member)} {member.FullName}",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            MethodSig signature => signature.ToString(),
            var other => throw new BadImageFormatException($"{method.FullName} has an operand {other.GetType().Name}"),
        };
    }
}
