using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// The generic methods by which the C# compiler reaches into an inline array. They cannot be verified alone: they turn
/// any structure into elements. So they are known by their instructions, and each call of one is checked instead.
/// </summary>
public static class InlineArrayHelper
{
    private const string Unsafe = "System.Runtime.CompilerServices.Unsafe",
        Marshal = "System.Runtime.InteropServices.MemoryMarshal";

    public enum Kind { None, First, Element, Span }

    /// <summary>Class library methods that only such a helper may call.</summary>
    public static bool IsBuildingBlock(string owner, string name) =>
        (owner == Unsafe && name is "As" or "AsRef" or "Add")
        || (owner == Marshal && name is "CreateSpan" or "CreateReadOnlySpan");

    public static Kind KindOf(TypeSystem types, MethodDef method)
    {
        if (!method.DeclaringType.Name.StartsWith("<PrivateImplementationDetails>") || !method.IsStatic
            || !method.HasBody
            || method.GenericParameters.Count != 2 || method.Body.HasExceptionHandlers || method.Body.HasVariables)
        {
            return Kind.None;
        }

        GenericContext context = GenericContext.Of(method);
        (CilType buffer, CilType element) = (context.OfMethod[0], context.OfMethod[1]);
        CilType[] parameters = method.MethodSig.Params.Select(p => types.From(p, context)).ToArray();
        if (parameters is not [ByRefType { Element: var first }, ..] || first != buffer)
        {
            return Kind.None;
        }

        List<string> steps = method.Body.Instructions.Where(i => i.OpCode.Code != Code.Nop)
            .Select(i => Text(types, context, buffer, element, i)).ToList();
        steps.Remove("AsRef<B>");
        return string.Join(' ', steps) switch
        {
            "0 As<BE> ret" => Kind.First,
            "0 As<BE> 1 Add<E> ret" when IsInt(types, parameters) => Kind.Element,
            "0 As<BE> 1 CreateSpan<E> ret" or "0 As<BE> 1 CreateReadOnlySpan<E> ret"
                when IsInt(types, parameters) => Kind.Span,
            _ => Kind.None,
        };
    }

    private static bool IsInt(TypeSystem types, CilType[] parameters) => parameters.Length == 2
        && parameters[1] == types.Of(ElementType.I4);

    private static string Text(TypeSystem types, GenericContext context, CilType buffer, CilType element,
        Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldarg_0:
                return "0";
            case Code.Ldarg_1:
                return "1";
            case Code.Ret:
                return "ret";
            case Code.Call:
                MethodUse called = MethodUse.Resolve(types, (IMethod)instruction.Operand, context);
                string owner = called.Definition?.DeclaringType.FullName ?? "";
                bool isInt = called.Name != "Add" || called.Parameters[1] == types.Of(ElementType.I4);
                return IsBuildingBlock(owner, called.Name) && isInt && called.Parameters[0] is ByRefType
                    ? $"{called.Name}<{string.Concat(called.MethodArguments.Select(a => a == buffer ? "B" : a == element ? "E" : "?"))}>" : "?";
            default:
                return "?";
        }
    }

    /// <summary>How many elements an inline array has, and of which type; null of another type.</summary>
    public static (int Length, CilType Element)? Read(TypeSystem types, CilType type)
    {
        if (type is not NamedType { Definition: var definition } named || !types.IsValueType(type)
            || definition.CustomAttributes.Find(
            "System.Runtime.CompilerServices.InlineArrayAttribute") is not { } attribute
            || attribute.ConstructorArguments is not [{ Value: int length }])
        {
            return null;
        }

        (FieldDef Field, CilType Type)[] fields = types.InstanceFields(named).ToArray();
        return fields.Length == 1 ? (length, fields[0].Type) : null;
    }

    /// <returns>What is wrong with a call; null if nothing is.</returns>
    public static string? Misuse(TypeSystem types, Kind kind, MethodUse use, IReadOnlyList<Slot> arguments)
    {
        if (Read(types, use.MethodArguments[0]) is not { } array)
        {
            return $"{use.MethodArguments[0]} is no inline array";
        }

        if (array.Element != use.MethodArguments[1])
        {
            return $"{use.MethodArguments[0]} is an inline array of {array.Element}, not of {use.MethodArguments[1]}";
        }

        return kind switch
        {
            Kind.Element when arguments[1] is not { Low: >= 0, High: { } last }
                || last >= array.Length => "an element beyond the inline array",
            Kind.Span when arguments[1].Constant is not { } count || count < 0
                || count > array.Length => "a span beyond the inline array",
            _ => null,
        };
    }
}
