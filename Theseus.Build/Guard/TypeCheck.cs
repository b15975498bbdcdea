using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// One type as it is declared: its base, fields, layout and overrides. Methods' bodies are not read here. Each check
/// stands alone: a part that is nowhere keeps the compiler from that part, not from the rest of the type.
/// </summary>
public static class TypeCheck
{
    /// <returns>By the member that each is about.</returns>
    public static IEnumerable<(string Member, Func<IEnumerable<(GuardRule Rule, string What)>> Check)> Of(
        TypeSystem types, AccessRules access, TypeDef type)
    {
        GenericContext context = GenericContext.Of(type);
        NamedType self = new(type, context.OfType);
        yield return (type.FullName, () => One(GuardRule.BadBase, Base(types, access, type)));
        yield return (type.FullName, () => One(GuardRule.BadVariance, VarianceCheck.OfType(types, type)));
        yield return (type.FullName, () => LayoutCheck.Run(types, self) is { } layout ? [layout] : []);
        yield return (type.FullName, () => types.IsDelegate(type)
            ? One(GuardRule.BadDelegateType, DelegateCheck.Run(types, type))
            : One(GuardRule.RuntimeSymbol, type.Methods.Any(m => m.IsRuntime) ? "has methods that the runtime makes"
            : null));
        yield return (type.FullName, () => One(GuardRule.AbstractMember, AbstractCheck.Run(types, self)));
        yield return (type.FullName, () => OverrideCheck.RunInherited(types, self).Select(f => (f.Rule, f.What)));
        foreach (ITypeDefOrRef part in Parts(type))
        {
            yield return (type.FullName, () => Whole(types, types.From(part, context)));
        }

        foreach (FieldDef field in type.Fields)
        {
            yield return (field.FullName, () => Field(types, self, field, types.From(field.FieldType, context)));
        }

        foreach (MethodDef method in type.Methods)
        {
            GenericContext inner = GenericContext.Of(method);
            foreach (TypeSig part in method.MethodSig.Params.Append(method.MethodSig.RetType)
                .Where(p => p.RemoveModifiers().ElementType != ElementType.Void))
            {
                yield return (method.FullName, () => Whole(types, types.From(part, inner)));
            }

            yield return (method.FullName, () => One(GuardRule.BadVariance, VarianceCheck.OfMethod(type, method)));
            yield return (method.FullName, () => OverrideCheck.Run(types, access, method, context)
                .Select(f => (f.Rule, f.What)));
        }
    }

    private static IEnumerable<(GuardRule, string)> One(GuardRule rule, string? what) => what is null ? []
        : [(rule, what)];

    /// <summary>Base, interfaces and constraints.</summary>
    private static IEnumerable<ITypeDefOrRef> Parts(TypeDef type) =>
        [.. type.BaseType is { } @base ? new[] { @base } : [], .. type.Interfaces.Select(i => i.Interface),
            .. type.GenericParameters.Concat(type.Methods.SelectMany(m => m.GenericParameters))
            .SelectMany(p => p.GenericParamConstraints)
                .Where(c => c.Owner.Owner is TypeDef).Select(c => c.Constraint)];

    /// <summary>No pointer in it, and its type arguments as their constraints say.</summary>
    private static IEnumerable<(GuardRule, string)> Whole(TypeSystem types, CilType part) =>
        BodyVerifier.PointerWithin(part) is { } pointer ? One(GuardRule.PointerType, pointer.ToString())
            : One(GuardRule.GenericConstraint, types.ConstraintBroken(part));

    private static IEnumerable<(GuardRule, string)> Field(TypeSystem types, NamedType owner, FieldDef field,
        CilType type)
    {
        foreach ((GuardRule, string) finding in Whole(types, type))
        {
            yield return finding;
        }

        if (type is ByRefType || TypeSystem.IsByRefLike(type))
        {
            if (field.IsStatic || !types.IsValueType(owner) || !TypeSystem.IsByRefLike(owner)
                || type is ByRefType { Element: var to } && TypeSystem.IsByRefLike(to))
            {
                yield return (GuardRule.ByRefLikeStored, $"a field of type {type}");
            }
        }

        if (field.HasFieldRVA
            && (!field.IsStatic
            || !field.IsInitOnly && !owner.Definition.Name.StartsWith("<PrivateImplementationDetails>")
            || types.ContainsReferences(type)))
        {
            yield return (GuardRule.BadRawData, "data of the module that can be written, or holds references");
        }
    }

    private static string? Base(TypeSystem types, AccessRules access, TypeDef type)
    {
        if (type.IsInterface || type.BaseType is null)
        {
            return type.IsInterface || type.IsGlobalModuleType ? null : "has no base";
        }

        TypeDef definition = TypeSystem.Resolve(type.BaseType);
        if (!access.CanAccess(type, definition))
        {
            return $"derives from {definition.FullName}, which it cannot name";
        }

        if (definition.IsInterface || definition.IsSealed || definition == types.Array.Definition
            || definition == types.Delegate.Definition)
        {
            return $"derives from {definition.FullName}";
        }

        if ((types.IsValueType(type) || types.IsDelegate(type)) && !type.IsSealed)
        {
            return $"derives from {definition.FullName} and is not sealed";
        }

        if (!types.IsValueType(type) && TypeSystem.Has(type, "System.Runtime.CompilerServices.IsByRefLikeAttribute"))
        {
            return "is a ref struct and no structure";
        }

        return types.IsEnum(type) && !IsPlainEnumeration(types, type)
            ? "is an enumeration that is not one whole number" : null;
    }

    /// <summary>As large as its number: no layout of its own.</summary>
    private static bool IsPlainEnumeration(TypeSystem types, TypeDef type) => type.Fields.Count(f => !f.IsStatic) == 1
        && type.Methods.Count == 0
        && type is { IsExplicitLayout: false, ClassLayout: null }
        && type.GenericParameters.Count == (type.DeclaringType?.GenericParameters.Count ?? 0)
        && types.Primitive(types.From(type.GetEnumUnderlyingType(), GenericContext.None)) is not (null
        or ElementType.R4 or ElementType.R8);
}
