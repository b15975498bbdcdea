using dnlib.DotNet;

namespace Theseus.Build.Guard.Types;

/// <summary>
/// Whether no assembly of the world has a type, forwarders followed to their end. Only then may a path end where it is
/// named: a name that the reader does not find and the compiler does would leave what follows unverified.
/// </summary>
internal static class Nowhere
{
    public static bool Holds(TypeRef type)
    {
        if (type.ResolutionScope is TypeRef outer)
        {
            return Holds(outer) || TypeSystem.Resolve(outer).NestedTypes.All(t => t.Name.String != type.Name.String);
        }

        HashSet<AssemblyDef> seen = new();
        AssemblyDef? assembly = type.ResolutionScope is AssemblyRef scope ? Find(scope, type.Module)
            : type.Module.Assembly;
        while (assembly is not null && seen.Add(assembly))
        {
            ModuleDef module = assembly.ManifestModule;
            if (module.Types.Any(t => t.Name.String == type.Name.String && t.Namespace.String == type.Namespace.String))
            {
                return false;
            }

            assembly = module.ExportedTypes.FirstOrDefault(e => e.DeclaringType is null
                && e.TypeName.String == type.Name.String
                && e.TypeNamespace.String == type.Namespace.String)?.Implementation is AssemblyRef to
                ? Find(to, module) : null;
        }

        return true;
    }

    private static AssemblyDef? Find(AssemblyRef assembly, ModuleDef from) =>
        from.Context.AssemblyResolver.Resolve(assembly, from);
}
