using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard;

/// <summary>
/// A delegate type has a constructor and one <c>Invoke</c>, made by the runtime. The compiler of the world takes every
/// method of that name for the call of what the delegate holds, whatever its signature.
/// </summary>
public static class DelegateCheck
{
    public static string? Run(TypeSystem types, TypeDef type)
    {
        if (type.Fields.Any(f => !f.IsStatic))
        {
            return "has fields";
        }

        if (type.Methods.FirstOrDefault(m => !m.IsRuntime || m.IsStatic || m.HasGenericParameters) is { } strange)
        {
            return $"has {strange.Name}";
        }

        foreach (string name in new[] { ".ctor", "Invoke" })
        {
            if (type.Methods.Count(m => m.Name.String == name) != 1)
            {
                return $"has not one {name}";
            }
        }

        if (type.Methods.Any(m => m.Name.String is not (".ctor" or "Invoke" or "BeginInvoke" or "EndInvoke")))
        {
            return "is a delegate with more than a constructor and Invoke";
        }

        CilType[] made = type.FindMethod(".ctor").MethodSig.Params.Select(p => types.From(p, GenericContext.None))
            .ToArray();
        return made.Length == 2 && made[0] == types.Object && types.Primitive(made[1]) is ElementType.I or ElementType.U
            ? null : "has a constructor that takes no object and code";
    }
}
