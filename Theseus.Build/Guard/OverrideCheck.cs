using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>An explicit override must have the signature of what it overrides, and keep what that promises of references.</summary>
public static class OverrideCheck
{
    public static IEnumerable<(string What, GuardRule Rule)> Run(TypeSystem types, AccessRules access, MethodDef method, GenericContext context)
    {
        foreach (var given in method.Overrides)
        {
            if (given.MethodBody.ResolveMethodDef() != method)
            {
                yield return ($"overrides {given.MethodDeclaration.FullName} by a method of another class", GuardRule.BadOverride);
                continue;
            }
            // Its method's type parameters are ours.
            var declared = MethodUse.Resolve(types, given.MethodDeclaration, context, GenericContext.Of(method).OfMethod);
            var definition = declared.Definition!;
            if (!definition.IsVirtual || definition.IsFinal || !access.CanAccess(method, definition, receiver: null))
                yield return ($"overrides {declared}, which it cannot", GuardRule.BadOverride);
            else if (!types.IsAssignable(new NamedType(method.DeclaringType, context.OfType), declared.Owner))
                yield return ($"overrides {declared}, which it does not have", GuardRule.BadOverride);
            else if (!SameSignature(types, method, declared, context))
                yield return ($"overrides {declared} with another signature", GuardRule.BadOverride);
            else if (Promise(types, method, declared) is { } promise)
                yield return (promise, GuardRule.BadOverride);
        }
        if (!method.IsVirtual || method.IsStatic || method.HasOverrides)
            yield break;
        // What it overrides by name and signature: promises of references are attributes, which do not take part in that.
        foreach (var declared in Overridden(types, method, context))
        {
            if (Promise(types, method, declared) is { } promise)
                yield return (promise, GuardRule.BadOverride);
        }
    }

    private static bool SameSignature(TypeSystem types, MethodDef method, MethodUse theirs, GenericContext context)
    {
        var own = MethodUse.Of(types, method, new NamedType(method.DeclaringType, context.OfType), GenericContext.Of(method).OfMethod);
        if (theirs.Definition!.GenericParameters.Count != method.GenericParameters.Count || theirs.Definition.IsStatic != method.IsStatic)
            return false;
        return theirs.Parameters.SequenceEqual(own.Parameters) && (theirs.Returns == own.Returns
            || (theirs.Returns is not null && own.Returns is not null && !types.IsValueType(own.Returns) && !types.IsValueType(theirs.Returns)
                && types.IsAssignable(own.Returns, theirs.Returns)));
    }

    private static IEnumerable<MethodUse> Overridden(TypeSystem types, MethodDef method, GenericContext context)
    {
        var self = new NamedType(method.DeclaringType, context.OfType);
        var bases = new List<NamedType>(types.Interfaces(self));
        for (var type = types.BaseOf(self); type is not null; type = types.BaseOf(type))
            bases.Add(type);
        var arguments = GenericContext.Of(method).OfMethod;
        var own = MethodUse.Of(types, method, self, arguments);
        foreach (var type in bases)
        {
            foreach (var candidate in type.Definition.Methods.Where(m => m.IsVirtual && m.Name == method.Name
                && m.MethodSig.Params.Count == own.Parameters.Length && m.GenericParameters.Count == arguments.Length))
            {
                var declared = MethodUse.Of(types, candidate, type, arguments);
                if (declared.Parameters.SequenceEqual(own.Parameters))
                    yield return declared;
            }
        }
    }

    /// <summary>What callers of the overridden method believe of references: that they stay within the call, that nothing is written.</summary>
    private static string? Promise(TypeSystem types, MethodDef method, MethodUse declared)
    {
        var own = MethodUse.Of(types, method, new NamedType(method.DeclaringType, GenericContext.Of(method).OfType), GenericContext.Of(method).OfMethod);
        for (var i = 0; i < Math.Min(own.Parameters.Length, declared.Parameters.Length); i++)
        {
            if ((declared.Parameters[i] is ByRefType || TypeSystem.IsByRefLike(declared.Parameters[i])) && RefScopes.IsScoped(declared, i) && !RefScopes.IsScoped(own, i))
                return $"{declared} promises that parameter {i + 1} stays within the call, {method.Name} does not";
            if (declared.Parameters[i] is ByRefType && RefScopes.IsReadOnly(declared.Parameter(i)) && !RefScopes.IsReadOnly(own.Parameter(i)))
                return $"{declared} promises not to write parameter {i + 1}, {method.Name} does not";
        }
        if (declared.HasThis && RefScopes.IsThisScoped(declared.Definition) && !RefScopes.IsThisScoped(method) && method.DeclaringType.IsValueType)
            return $"{declared} promises that this stays within the call, {method.Name} does not";
        return null;
    }
}
