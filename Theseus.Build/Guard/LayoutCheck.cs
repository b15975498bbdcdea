using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// Fields that lie over each other must be numbers, all of them, however deep: what one field holds is what another is
/// read as. A reference, a structure of the class library that is more than a number, and what stands for something
/// owned is none.
/// </summary>
public static class LayoutCheck
{
    /// <summary>Structures of the class library of which every pattern of bits is a value.</summary>
    private static readonly HashSet<string> s_numbers =
    [
        "System.Guid", "System.Half", "System.Int128", "System.UInt128", "System.Numerics.Vector`1",
            "System.Runtime.Intrinsics.Vector64`1",
        "System.Runtime.Intrinsics.Vector128`1", "System.Runtime.Intrinsics.Vector256`1",
            "System.Runtime.Intrinsics.Vector512`1",
        "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Vector4", "System.Numerics.Complex",
    ];

    /// <returns>What is wrong with the layout of a type; null if nothing is.</returns>
    public static (GuardRule Rule, string What)? Run(TypeSystem types, NamedType type)
    {
        (FieldDef Field, CilType Type)[] fields = types.InstanceFields(type).ToArray();
        CustomAttribute[] inlines = type.Definition.CustomAttributes.FindAll(
            "System.Runtime.CompilerServices.InlineArrayAttribute").ToArray();
        if (inlines is [var inline, ..])
        {
            if (inlines.Length > 1 || !types.IsValueType(type) || fields.Length != 1
                || type.Definition.IsExplicitLayout || fields[0].Type is ByRefType
                || inline.ConstructorArguments is not [{ Value: int and > 0 and var length }]
                || type.Definition.ClassLayout is { ClassSize: > 0 })
            {
                return (GuardRule.BadInlineArray,
                    "an inline array is a structure with one field, a length above 0 and no layout of its own");
            }

            if (fields[0].Type is not ParameterType && Size(types, fields[0].Type) is var each
                && each * (Int128)length > 1 << 20)
            {
                return (GuardRule.BadInlineArray, $"an inline array of {length} times {each} bytes");
            }
        }

        if (type.Definition.ClassLayout is { } layout
            && (layout.PackingSize is > 0 and < 8 || layout.ClassSize % 8 != 0)
            && fields.Any(f => types.ContainsReferences(f.Type)))
        {
            return (GuardRule.OverlappingFields,
                "holds references and would not be aligned: Pack, or a size that is no multiple of 8");
        }

        if (!type.Definition.IsExplicitLayout)
        {
            return null;
        }

        (FieldDef Field, CilType Type, long From, long To)[] places = fields.Select(
            f => (f.Field, f.Type, From: (long)(f.Field.FieldOffset ?? 0),
                To: (long)(f.Field.FieldOffset ?? 0) + Size(types, f.Type)))
            .OrderBy(p => p.From).ToArray();
        foreach ((FieldDef Field, CilType Type, long From, long To) place in places)
        {
            if (place.Field.FieldOffset is null || place.From > int.MaxValue)
            {
                return (GuardRule.OverlappingFields, $"{place.Field.Name} has no offset");
            }

            if (types.ContainsReferences(place.Type) && place.From % 8 != 0)
            {
                return (GuardRule.OverlappingFields, $"{place.Field.Name} holds references and is not aligned");
            }
        }

        for (int i = 0; i < places.Length; i++)
        {
            foreach ((FieldDef Field, CilType Type, long From, long To) other in places.Skip(i + 1)
                .TakeWhile(p => p.From < places[i].To))
            {
                foreach ((FieldDef Field, CilType Type, long From, long To) one in new[] { places[i], other })
                {
                    if (!IsNumbers(types, one.Type))
                    {
                        return (GuardRule.OverlappingFields,
                            $"{places[i].Field.Name} and {other.Field.Name} overlap, "
                            + $"and {one.Type} is not only numbers");
                    }
                }
            }
        }

        return null;
    }

    /// <summary>A number, or a structure of the class library that is one: bytes without padding.</summary>
    public static bool IsNumber(TypeSystem types, CilType type) => types.NumberSize(type) is not null
        || (type is NamedType named && s_numbers.Contains(named.Definition.FullName)
        && named.Arguments.All(a => types.NumberSize(a) is not null));

    /// <summary>Every pattern of bits is a value of the type, and means no more than its bits.</summary>
    private static bool IsNumbers(TypeSystem types, CilType type)
    {
        if (IsNumber(types, type))
        {
            return true;
        }

        if (type is not NamedType named || !types.IsValueType(type) || types.IsOwned(type)
            || TypeSystem.IsByRefLike(type))
        {
            return false;
        }

        return !(named.Definition.Module.Assembly?.Name.StartsWith("System.") ?? true)
            && !(named.Definition.Module.Assembly?.Name.StartsWith("Theseus.") ?? true)
            && types.InstanceFields(named).All(f => IsNumbers(types, f.Type));
    }

    /// <summary>Bytes that a field of a type takes at most.</summary>
    private static long Size(TypeSystem types, CilType type)
    {
        if (types.NumberSize(type) is { } number)
        {
            return number;
        }

        if (type is not NamedType named || !types.IsValueType(type))
        {
            return type is ParameterType ? 1 << 20 : 8;
        }

        (FieldDef Field, long Size)[] fields = types.InstanceFields(named)
            .Select(f => (f.Field, Size: Size(types, f.Type))).ToArray();
        if (InlineArrayHelper.Read(types, type) is { } array)
        {
            return Math.Min(1 << 20, array.Length * Size(types, array.Element));
        }

        long size = named.Definition.IsExplicitLayout
            ? fields.Select(f => (f.Field.FieldOffset ?? 0) + f.Size).DefaultIfEmpty().Max()
            : fields.Length == 1 ? fields[0].Size : fields.Sum(f => (f.Size + 7) & ~7);
        return Math.Max(Math.Max(size, named.Definition.ClassLayout?.ClassSize ?? 0), 1);
    }
}
