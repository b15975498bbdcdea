using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// A class of which there are objects has code for each of its methods: a call of one without goes to address 0.
/// </summary>
public static class AbstractCheck
{
    public static string? Run(TypeSystem types, NamedType self)
    {
        if (self.Definition.IsAbstract || self.Definition.IsInterface)
        {
            return null;
        }

        List<NamedType> derived = new();
        for (NamedType? type = self; type is not null; type = types.BaseOf(type))
        {
            foreach (MethodDef method in type.Definition.Methods.Where(m => m.IsAbstract))
            {
                if (!derived.Exists(
                    d => d.Definition.Methods.Any(m => m.IsVirtual && Overrides(types, m, d, method, type))))
                {
                    return $"is not abstract and has no code for {type.Definition.FullName}::{method.Name}";
                }
            }

            derived.Add(type);
        }

        return null;
    }

    private static bool Overrides(TypeSystem types, MethodDef method, NamedType owner, MethodDef declared,
        NamedType declarer)
    {
        if (method.Overrides.Any(o => o.MethodDeclaration.ResolveMethodDef() == declared))
        {
            return true;
        }

        if (method.Name != declared.Name || method.MethodSig.Params.Count != declared.MethodSig.Params.Count
            || method.GenericParameters.Count != declared.GenericParameters.Count)
        {
            return false;
        }

        System.Collections.Immutable.ImmutableArray<CilType> arguments = GenericContext.Of(method).OfMethod;
        return MethodUse.Of(types, method, owner, arguments)
            .Parameters.SequenceEqual(MethodUse.Of(types, declared, declarer, arguments).Parameters);
    }
}
