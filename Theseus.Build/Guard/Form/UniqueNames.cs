using dnlib.DotNet;

namespace Theseus.Build.Guard.Form;

/// <summary>
/// One type of a name in an assembly, one field of a name in a type, one method of a name and signature. Of two, one
/// reader finds the first and another the last. Modifiers do not make a signature another.
/// </summary>
internal static class UniqueNames
{
    private const char Replaced = '\uFFFD';

    public static IEnumerable<string> Run(ModuleDefMD module)
    {
        foreach (string name in Twice(
            module.GetTypes().Select(t => $"{t.DeclaringType?.MDToken.Rid}:{t.Namespace.String}:{t.Name.String}")
            .Concat(module.ExportedTypes.Select(
            e => $"{(e.DeclaringType as ExportedType)?.FullName}:{e.TypeNamespace.String}:{e.TypeName.String}"))))
        {
            yield return $"it has two types {name[(name.IndexOf(':') + 1)..].Replace(':', '.')}";
        }

        foreach (TypeDef type in module.GetTypes())
        {
            foreach (string name in Twice(type.Fields.Where(f => !f.IsPrivateScope).Select(f => f.Name.String)))
            {
                yield return $"{type.FullName} has two fields {name}";
            }

            foreach (string name in Twice(
                type.Methods.Where(m => !m.IsPrivateScope)
                    .Select(m => $"{m.Name.String}`{m.MethodSig.GenParamCount}{Text(m.MethodSig)}")))
            {
                yield return $"{type.FullName} has two methods {name}";
            }
        }

        foreach (string name in Names(module).Where(n => n.Contains(Replaced, StringComparison.Ordinal)))
        {
            yield return $"a name is no text: {name}";
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.Key);

    private static IEnumerable<string> Names(ModuleDefMD module) =>
        module.GetTypes().SelectMany(t => t.Methods.Select(m => m.Name.String)
            .Concat(t.Fields.Select(f => f.Name.String)).Append(t.Name.String).Append(t.Namespace.String))
        .Concat(module.GetTypeRefs().SelectMany(t => new[] { t.Name.String, t.Namespace.String }))
        .Concat(module.GetMemberRefs().Select(m => m.Name.String))
        .Concat(module.ExportedTypes.SelectMany(e => new[] { e.TypeName.String, e.TypeNamespace.String }))
        .Concat(module.GetAssemblyRefs().Select(a => a.Name.String));

    private static string Text(MethodSig signature) =>
        $"({string.Join(", ", signature.Params.Select(Text))}){Text(signature.RetType)}"
            + $"{(signature.HasThis ? "" : "static")}";

    private static string Text(TypeSig type) => type switch
    {
        ModifierSig or PinnedSig => Text(type.Next),
        GenericInstSig generic =>
            $"{Text(generic.GenericType)}<{string.Join(", ", generic.GenericArguments.Select(Text))}>",
        TypeDefOrRefSig named => $"[{named.TypeDefOrRef.Scope.ScopeName}]{named.FullName}",
        NonLeafSig => $"{type.ElementType}{(type as ArraySig)?.Rank}({Text(type.Next)})",
        GenericSig variable => $"{(variable.IsMethodVar ? "!!" : "!")}{variable.Number}",
        _ => type.FullName,
    };
}
