using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// Who may name whom (ECMA-335 I.8.5.3). The compiler of the world does not ask. Friends are those that a trusted or an
/// own assembly names; those of the class library do not count, since a cell could be named like one of them.
/// </summary>
public sealed class AccessRules(TypeSystem types, Func<ModuleDef, bool> isLibrary)
{
    public bool IsLibrary(ModuleDef module) => isLibrary(module);

    /// <param name="from">Where the member is named.</param>
    /// <param name="member">What is named.</param>
    /// <param name="receiver">The type of the object whose member it is; null of none.</param>
    public bool CanAccess(MethodDef from, IMemberDef member, CilType? receiver)
    {
        if (!CanAccess(from.DeclaringType, member.DeclaringType))
        {
            return false;
        }

        (FieldAttributes access, bool isStatic) = member switch
        {
            MethodDef m => ((FieldAttributes)(int)(m.Attributes & MethodAttributes.MemberAccessMask), m.IsStatic),
            FieldDef f => (f.Access, f.IsStatic),
            _ => throw new ArgumentException(member.FullName),
        };
        return access switch
        {
            FieldAttributes.Public => true,
            FieldAttributes.Private => IsWithin(from.DeclaringType, member.DeclaringType),
            FieldAttributes.Assembly => IsFriend(from.Module, member.Module),
            FieldAttributes.Family => IsFamily(from.DeclaringType, member.DeclaringType, isStatic, receiver),
            FieldAttributes.FamORAssem => IsFriend(from.Module, member.Module)
                || IsFamily(from.DeclaringType, member.DeclaringType, isStatic, receiver),
            FieldAttributes.FamANDAssem => IsFriend(from.Module, member.Module)
                && IsFamily(from.DeclaringType, member.DeclaringType, isStatic, receiver),
            _ => from.Module == member.Module,
        };
    }

    public bool CanAccess(TypeDef from, TypeDef type)
    {
        if (type.DeclaringType is not { } outer)
        {
            return type.IsPublic || IsFriend(from.Module, type.Module);
        }

        if (!CanAccess(from, outer))
        {
            return false;
        }

        return type.Visibility switch
        {
            TypeAttributes.NestedPublic => true,
            TypeAttributes.NestedPrivate => IsWithin(from, outer),
            TypeAttributes.NestedAssembly => IsFriend(from.Module, type.Module),
            TypeAttributes.NestedFamily => IsFamily(from, outer, isStatic: true, receiver: null),
            TypeAttributes.NestedFamORAssem => IsFriend(from.Module, type.Module)
                || IsFamily(from, outer, isStatic: true, receiver: null),
            _ => IsFriend(from.Module, type.Module) && IsFamily(from, outer, isStatic: true, receiver: null),
        };
    }

    /// <summary>Some type of a module may name the type, if it has the right base.</summary>
    public bool IsVisible(ModuleDef from, TypeDef type)
    {
        if (type.DeclaringType is not { } outer)
        {
            return type.IsPublic || IsFriend(from, type.Module);
        }

        return IsVisible(from, outer) && type.Visibility switch
        {
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => true,
            TypeAttributes.NestedPrivate => from == type.Module,
            _ => IsFriend(from, type.Module),
        };
    }

    /// <summary>A type, and the types in it.</summary>
    private static bool IsWithin(TypeDef? from, TypeDef type)
    {
        for (; from is not null; from = from.DeclaringType)
        {
            if (from == type)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFamily(TypeDef? from, TypeDef type, bool isStatic, CilType? receiver)
    {
        for (; from is not null; from = from.DeclaringType)
        {
            for (TypeDef? at = from; at is not null; at = at.BaseType?.ResolveTypeDef())
            {
                if (at == type && (isStatic || receiver is null || Derives(receiver, from)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Derives(CilType type, TypeDef from)
    {
        if (type is ParameterType { Parameter: var parameter })
        {
            return types.Constraints(parameter).Any(c => Derives(c, from));
        }

        for (TypeDef? at = (type as NamedType)?.Definition; at is not null; at = at.BaseType?.ResolveTypeDef())
        {
            if (at == from)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFriend(ModuleDef from, ModuleDef of) => from == of || (!isLibrary(of) && of.Assembly is { } assembly
        && assembly.CustomAttributes.FindAll("System.Runtime.CompilerServices.InternalsVisibleToAttribute")
            .Any(a => a.ConstructorArguments is [{ Value: UTF8String name }]
                && string.Equals(new AssemblyNameInfo(name).Name, from.Assembly?.Name,
                StringComparison.OrdinalIgnoreCase)));
}
