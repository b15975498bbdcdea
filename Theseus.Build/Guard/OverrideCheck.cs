using System.Collections.Immutable;
using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// An override must have the signature of what it overrides, be one that its class may override, ask no more of type
/// arguments, and keep what that promises of references. So must a base's method that becomes the implementation of an
/// interface's.
/// </summary>
public static class OverrideCheck
{
    public static IEnumerable<(string What, GuardRule Rule)> Run(TypeSystem types, AccessRules access,
        MethodDef method, GenericContext context)
    {
        MethodUse own = MethodUse.Of(types, method, new NamedType(method.DeclaringType, context.OfType),
            GenericContext.Of(method).OfMethod);
        foreach (MethodOverride given in method.Overrides)
        {
            if (given.MethodBody.ResolveMethodDef() != method)
            {
                yield return ($"overrides {given.MethodDeclaration.FullName} by a method of another class",
                    GuardRule.BadOverride);
                continue;
            }

            // Its method's type parameters are ours.
            MethodUse declared = MethodUse.Resolve(types, given.MethodDeclaration, context, own.MethodArguments);
            MethodDef definition = declared.Definition!;
            if (!definition.IsVirtual || definition.IsFinal || !access.CanAccess(method, definition, receiver: null))
            {
                yield return ($"overrides {declared}, which it cannot", GuardRule.BadOverride);
            }
            else if (!types.IsAssignable(new NamedType(method.DeclaringType, context.OfType), declared.Owner))
            {
                yield return ($"overrides {declared}, which it does not have", GuardRule.BadOverride);
            }
            else if (!SameSignature(types, own, declared))
            {
                yield return ($"overrides {declared} with another signature", GuardRule.BadOverride);
            }
            else if (Broken(types, own, declared) is { } promise)
            {
                yield return (promise, GuardRule.BadOverride);
            }
        }

        if (!method.IsVirtual)
        {
            yield break;
        }

        // What it overrides by name and signature: promises of references are attributes, which do not take part in
        // that.
        bool isNearest = !method.IsNewSlot;
        foreach (MethodUse declared in Overridden(types, own))
        {
            if (Broken(types, own, declared) is { } promise)
            {
                yield return (promise, GuardRule.BadOverride);
            }

            if (!isNearest || declared.Definition!.DeclaringType.IsInterface)
            {
                continue;
            }

            isNearest = false;
            if (declared.Definition.IsFinal || !access.CanAccess(method, declared.Definition, own.Owner))
            {
                yield return ($"overrides {declared}, which it cannot", GuardRule.BadOverride);
            }
        }
    }

    /// <summary>Methods of bases that implement what the type's own list of interfaces has.</summary>
    public static IEnumerable<(string What, GuardRule Rule)> RunInherited(TypeSystem types, NamedType self)
    {
        if (self.Definition.Interfaces.Count == 0 || self.Definition.IsInterface)
        {
            yield break;
        }

        for (NamedType? type = types.BaseOf(self); type is not null && type != types.Object; type = types.BaseOf(type))
        {
            ILookup<string, MethodDef> methods = type.Definition.Methods.Where(
                m => m is { IsVirtual: true, IsAbstract: false }).ToLookup(m => m.Name.String);
            foreach (NamedType at in types.Interfaces(self))
            {
                foreach (MethodDef wanted in at.Definition.Methods.Where(m => m.IsVirtual))
                {
                    foreach (MethodDef method in methods[wanted.Name.String])
                    {
                        MethodUse own = MethodUse.Of(types, method, type, GenericContext.Of(method).OfMethod);
                        if (Matching(types, own, wanted, at) is { } declared
                            && Broken(types, own, declared) is { } promise)
                        {
                            yield return ($"{promise} (a base's method implements it)", GuardRule.BadOverride);
                        }
                    }
                }
            }
        }
    }

    private static bool SameSignature(TypeSystem types, MethodUse own, MethodUse theirs)
    {
        if (theirs.Definition!.GenericParameters.Count != own.MethodArguments.Length
            || theirs.Definition.IsStatic != own.Definition!.IsStatic)
        {
            return false;
        }

        return theirs.Parameters.SequenceEqual(own.Parameters) && (theirs.Returns == own.Returns
            || (theirs.Returns is not null && own.Returns is not null && !types.IsValueType(own.Returns)
            && !types.IsValueType(theirs.Returns)
                && types.IsAssignable(own.Returns, theirs.Returns)));
    }

    /// <summary>Of bases, the nearest first, and of interfaces.</summary>
    private static IEnumerable<MethodUse> Overridden(TypeSystem types, MethodUse own)
    {
        NamedType self = (NamedType)own.Owner;
        List<NamedType> bases = new();
        for (NamedType? type = types.BaseOf(self); type is not null; type = types.BaseOf(type))
        {
            bases.Add(type);
        }

        bases.AddRange(types.Interfaces(self));
        return bases.SelectMany(type => type.Definition.Methods.Where(m => m.IsVirtual && m.Name == own.Name)
            .Select(m => Matching(types, own, m, type))).OfType<MethodUse>();
    }

    /// <returns>null if it is not what <paramref name="own"/> stands for by its parameters.</returns>
    private static MethodUse? Matching(TypeSystem types, MethodUse own, MethodDef candidate, NamedType owner)
    {
        if (candidate.MethodSig.Params.Count != own.Parameters.Length
            || candidate.GenericParameters.Count != own.MethodArguments.Length)
        {
            return null;
        }

        try
        {
            MethodUse declared = MethodUse.Of(types, candidate, owner, own.MethodArguments);
            return declared.Parameters.SequenceEqual(own.Parameters) ? declared : null;
        }
        catch (UnresolvedException missing) when (missing.IsMissing)
        {
            return null; // of a type that is nowhere, which ours is not
        }
    }

    private static string? Broken(TypeSystem types, MethodUse own, MethodUse declared) =>
        Promise(types, own, declared) ?? Demand(types, own, declared);

    /// <summary>
    /// What callers of the overridden method believe of references: that they stay within the call, that nothing is
    /// written.
    /// </summary>
    private static string? Promise(TypeSystem types, MethodUse own, MethodUse declared)
    {
        for (int i = 0; i < Math.Min(own.Parameters.Length, declared.Parameters.Length); i++)
        {
            if ((declared.Parameters[i] is ByRefType || TypeSystem.IsByRefLike(declared.Parameters[i]))
                && RefScopes.IsScoped(declared, i) && !RefScopes.IsScoped(own, i))
            {
                return $"{declared} promises that parameter {i + 1} stays within the call, {own} does not";
            }

            if (declared.Parameters[i] is ByRefType && RefScopes.IsReadOnly(declared.Parameter(i))
                && !RefScopes.IsReadOnly(own.Parameter(i)))
            {
                return $"{declared} promises not to write parameter {i + 1}, {own} does not";
            }
        }

        if (own.Returns is ByRefType && own.ReturnsReadOnly && !declared.ReturnsReadOnly)
        {
            return $"{declared} promises a reference that can be written through, {own} does not";
        }

        if (!declared.HasThis || !types.IsValueType(own.Owner))
        {
            return null;
        }

        if (RefScopes.IsThisScoped(declared.Definition) && !RefScopes.IsThisScoped(own.Definition))
        {
            return $"{declared} promises that this stays within the call, {own} does not";
        }

        return TypeSystem.IsByRefLike(own.Owner) && RefScopes.IsReadOnlyThis(declared.Definition)
            && !RefScopes.IsReadOnlyThis(own.Definition)
            ? $"{declared} promises not to write this, {own} does not" : null;
    }

    /// <summary>
    /// What the override believes of type arguments, the overridden method's constraints must say (ECMA-335 II.9.9).
    /// </summary>
    private static string? Demand(TypeSystem types, MethodUse own, MethodUse declared)
    {
        foreach ((GenericParam mine, GenericParam theirs) in Parameters(own).Zip(Parameters(declared)))
        {
            bool Asks(Func<GenericParam, bool> of) => of(mine) && !of(theirs);
            CilType[] given = types.Constraints(theirs).Select(c => TypeSystem.Substitute(c, declared.Context))
                .ToArray();
            if (Asks(p => p.HasReferenceTypeConstraint) || Asks(p => p.HasNotNullableValueTypeConstraint)
                || Asks(p => p.HasDefaultConstructorConstraint || p.HasNotNullableValueTypeConstraint)
                || Asks(p => TypeSystem.Has(p, "System.Runtime.CompilerServices.IsUnmanagedAttribute"))
                || (TypeSystem.AllowsByRefLike(theirs) && !TypeSystem.AllowsByRefLike(mine))
                || types.Constraints(mine).Select(c => TypeSystem.Substitute(c, own.Context))
                .Any(c => !given.Any(g => types.IsAssignable(g, c))))
            {
                return $"{own} asks more of {mine.Name} than {declared}";
            }
        }

        return null;
    }

    private static ImmutableArray<GenericParam> Parameters(MethodUse use) =>
        [.. use.Definition!.GenericParameters.OrderBy(p => p.Number)];
}
