using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>One type as it is declared: its base, fields, layout and overrides. Methods' bodies are not read here.</summary>
public static class TypeCheck
{
    public static IEnumerable<Finding> Run(TypeSystem types, AccessRules access, TypeDef type, string assembly)
    {
        Finding Found(GuardRule rule, string member, string what) => new(rule, assembly, member, -1, what);
        var context = GenericContext.Of(type);
        var self = new NamedType(type, context.OfType);
        if (Base(types, access, type) is { } badBase)
            yield return Found(GuardRule.BadBase, type.FullName, badBase);
        foreach (var part in Parts(types, type, context))
        {
            if (BodyVerifier.PointerWithin(part) is { } pointer)
                yield return Found(GuardRule.PointerType, type.FullName, pointer.ToString());
            else if (types.ConstraintBroken(part) is { } broken)
                yield return Found(GuardRule.GenericConstraint, type.FullName, broken);
        }
        foreach (var field in type.Fields)
        {
            var fieldType = types.From(field.FieldType, context);
            if (BodyVerifier.PointerWithin(fieldType) is { } pointer)
                yield return Found(GuardRule.PointerType, field.FullName, pointer.ToString());
            else if (types.ConstraintBroken(fieldType) is { } broken)
                yield return Found(GuardRule.GenericConstraint, field.FullName, broken);
            if ((fieldType is ByRefType || TypeSystem.IsByRefLike(fieldType)) && (field.IsStatic || !type.IsValueType || !TypeSystem.IsByRefLike(self)))
                yield return Found(GuardRule.ByRefLikeStored, field.FullName, $"a field of type {fieldType}");
            if (field.HasFieldRVA && (!field.IsStatic || !field.IsInitOnly && !type.Name.StartsWith("<PrivateImplementationDetails>") || types.ContainsReferences(fieldType)))
                yield return Found(GuardRule.BadRawData, field.FullName, "data of the module that can be written, or holds references");
        }
        if (LayoutCheck.Run(types, self) is { } layout)
            yield return Found(layout.Rule, type.FullName, layout.What);
        if (type.BaseType?.FullName == "System.MulticastDelegate" && Delegate(type) is { } badDelegate)
            yield return Found(GuardRule.BadDelegateType, type.FullName, badDelegate);
        foreach (var method in type.Methods)
        {
            foreach (var (what, rule) in OverrideCheck.Run(types, access, method, context))
                yield return Found(rule, method.FullName, what);
        }
    }

    /// <summary>Interfaces, constraints, and signatures of methods.</summary>
    private static IEnumerable<CilType> Parts(TypeSystem types, TypeDef type, GenericContext context)
    {
        if (type.BaseType is not null)
            yield return types.From(type.BaseType, context);
        foreach (var one in type.Interfaces)
            yield return types.From(one.Interface, context);
        foreach (var constraint in type.GenericParameters.SelectMany(p => p.GenericParamConstraints))
            yield return types.From(constraint.Constraint, context);
        foreach (var method in type.Methods)
        {
            var inner = GenericContext.Of(method);
            foreach (var parameter in method.MethodSig.Params)
                yield return types.From(parameter, inner);
            if (method.MethodSig.RetType.RemoveModifiers().ElementType != ElementType.Void)
                yield return types.From(method.MethodSig.RetType, inner);
        }
    }

    private static string? Base(TypeSystem types, AccessRules access, TypeDef type)
    {
        if (type.IsInterface || type.BaseType is null)
            return type.IsInterface || type.IsGlobalModuleType ? null : "has no base";
        var definition = TypeSystem.Resolve(type.BaseType);
        if (!access.CanAccess(type, definition))
            return $"derives from {definition.FullName}, which it cannot name";
        if (definition.IsInterface || definition.IsSealed || definition == types.Array.Definition || definition == types.Delegate.Definition)
            return $"derives from {definition.FullName}";
        if ((definition == types.ValueType.Definition || definition == types.Enum.Definition || definition == types.MulticastDelegate.Definition) && !type.IsSealed)
            return $"derives from {definition.FullName} and is not sealed";
        if (definition == types.Enum.Definition && (type.Fields.Count(f => !f.IsStatic) != 1 || type.Methods.Count > 0
            || types.NumberSize(types.From(type.GetEnumUnderlyingType(), GenericContext.None)) is null))
        {
            return "is an enumeration without one number";
        }
        return null;
    }

    private static string? Delegate(TypeDef type) => type.Fields.Any(f => !f.IsStatic) || type.FindMethod("Invoke") is not { IsRuntime: true, IsStatic: false }
        || type.Methods.Any(m => m.HasBody && !m.IsStatic)
        || type.FindInstanceConstructors().ToArray() is not [{ IsRuntime: true, MethodSig.Params.Count: 2 }]
        ? "is a delegate with more than a constructor and Invoke" : null;
}
