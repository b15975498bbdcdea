using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private (FieldDef Field, CilType Type, NamedType Owner) FieldOperand(object operand)
    {
        if (operand is FieldDef own)
        {
            if (own.DeclaringType.HasGenericParameters)
            {
                throw Bad(GuardRule.UnverifiableInstruction, $"{own.FullName} without its type's arguments");
            }

            return (own, _types.From(own.FieldType, GenericContext.None), new NamedType(own.DeclaringType, []));
        }

        if (operand is not MemberRef { IsFieldRef: true, Class: ITypeDefOrRef type } reference)
        {
            throw Bad(GuardRule.UnverifiableInstruction, $"{operand} is no field");
        }

        NamedType owner = TypeOperand(type) as NamedType
            ?? throw Bad(GuardRule.UnverifiableInstruction, $"{reference.FullName} of no class");
        for (NamedType? at = owner; at is not null; at = _types.BaseOf(at))
        {
            FieldDef[] named = at.Definition.Fields.Where(f => f.Name == reference.Name).ToArray();
            if (named.Length == 0)
            {
                continue;
            }

            GenericContext context = new(at.Arguments, []);
            CilType wanted = _types.From(reference.FieldSig.Type, context);
            FieldDef field = named.Length == 1 && _types.From(named[0].FieldType, context) == wanted ? named[0]
                : throw new UnresolvedException(reference.FullName, isMissing: false);
            return (field, wanted, at);
        }

        throw new UnresolvedException(reference.FullName, isMissing: true);
    }

    private bool Fields(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        if (code is not (Code.Ldfld or Code.Ldflda or Code.Stfld or Code.Ldsfld or Code.Ldsflda or Code.Stsfld))
        {
            return false;
        }

        (FieldDef field, CilType type, NamedType owner) = FieldOperand(instruction.Operand);
        bool isStatic = code is Code.Ldsfld or Code.Ldsflda or Code.Stsfld;
        if (field.IsStatic != isStatic)
        {
            throw Bad(GuardRule.UnverifiableInstruction, $"{code} of {field.FullName}");
        }

        if (field.IsLiteral)
        {
            throw Bad(GuardRule.UnverifiableInstruction, $"{field.FullName} is a constant without a place");
        }

        Slot? value = code is Code.Stfld or Code.Stsfld ? Pop(state) : null;
        Slot? from = isStatic ? null : Pop(state);
        if (!_access.CanAccess(_method, field, from?.Kind == SlotKind.Object ? from.Type : null))
        {
            throw Bad(GuardRule.NotAccessible, field.FullName);
        }

        if (from is not null)
        {
            RequireHolder(from, owner, field, code);
        }

        if (value is not null)
        {
            Require(value, type, $"what is stored in {field.Name}");
        }

        switch (code)
        {
            case Code.Stfld or Code.Stsfld:
                RequireMayInitialise(field, from);
                if (from is { Kind: SlotKind.ByRef })
                {
                    RequireWritable(from);
                }

                if (value!.IsReadOnly && type is ByRefType && !HoldsReadOnly(field))
                {
                    throw Bad(GuardRule.ReadOnlyReference, $"is stored in {field.Name}");
                }

                NoteKept(state, value);
                if (type is ByRefType || TypeSystem.IsByRefLike(type))
                {
                    Write(state, from
                        ?? throw Bad(GuardRule.ByRefLikeStored, $"in the static field {field.Name}"), value.Reach);
                }

                break;
            case Code.Ldsflda when field.HasFieldRVA:
                Push(state, new Slot(SlotKind.RawData) { Field = field, Length = SizeOfRawData(field) });
                break;
            case Code.Ldflda or Code.Ldsflda:
                if (type is ByRefType)
                {
                    throw Bad(GuardRule.TypeMismatch, "the address of a reference");
                }

                Push(state, new Slot(SlotKind.ByRef, type)
                {
                    IsReadOnly = from?.IsReadOnly == true || (field.IsInitOnly && !MayInitialise(field, from)),
                    Reach = from is { Kind: SlotKind.ByRef } ? from.Reach : Reach.Anywhere,
                    IsResult = from is { Kind: SlotKind.ByRef, IsResult: true },
                    IsOutside = from is not { Kind: SlotKind.ByRef } || from.IsOutside,
                    Local = from?.Local ?? -1,
                    IsThis = from is { Kind: SlotKind.ByRef, IsThis: true },
                });
                break;
            case Code.Ldfld:
                Reach reach = from!.Kind == SlotKind.ByRef ? ContentReach(state, from) : from.Reach;
                Push(state, SlotOf(type) with
                {
                    Reach = type is ByRefType || TypeSystem.IsByRefLike(type) ? reach : Reach.Anywhere,
                    IsReadOnly = type is ByRefType && HoldsReadOnly(field),
                });
                break;
            default:
                Push(state, SlotOf(type));
                break;
        }

        return true;
    }

    /// <summary>A field <c>ref readonly</c>.</summary>
    private static bool HoldsReadOnly(FieldDef field) =>
        TypeSystem.Has(field, "System.Runtime.CompilerServices.IsReadOnlyAttribute")
        || field.FieldType is CModReqdSig { Modifier.FullName: "System.Runtime.InteropServices.InAttribute" };

    private void RequireHolder(Slot from, NamedType owner, FieldDef field, Code code)
    {
        if (from.Kind == SlotKind.Null && !_types.IsValueType(owner))
        {
            return;
        }

        bool fits = from.Kind switch
        {
            SlotKind.Object => !_types.IsValueType(owner) && _types.IsAssignable(from.Type!, owner),
            SlotKind.ByRef => _types.IsValueType(owner) && from.Type == owner,
            SlotKind.Value => from.Type == owner && code == Code.Ldfld,
            // Before its base's constructor a constructor may use its own class's fields.
            SlotKind.Unborn => code is Code.Stfld or Code.Ldfld && field.DeclaringType == _method.DeclaringType,
            _ => false,
        };
        if (!fits)
        {
            throw Bad(from.Kind == SlotKind.Unborn ? GuardRule.UninitialisedThis
                : GuardRule.WrongReceiver, $"{field.FullName} of {from}");
        }
    }

    private void RequireMayInitialise(FieldDef field, Slot? from)
    {
        if (field.IsInitOnly && !MayInitialise(field, from))
        {
            throw Bad(GuardRule.InitOnlyStore, field.FullName);
        }

        if (field.HasFieldRVA)
        {
            throw Bad(GuardRule.BadRawData, $"writes {field.FullName}");
        }
    }

    /// <summary>In a constructor of its type, and of <c>this</c>; also in an <c>init</c> accessor.</summary>
    private bool MayInitialise(FieldDef field, Slot? from)
    {
        if (field.DeclaringType != _method.DeclaringType)
        {
            return false;
        }

        if (field.IsStatic)
        {
            return _method.IsStaticConstructor;
        }

        return (_method.IsInstanceConstructor || IsInitAccessor)
            && from is { IsThis: true } or { Kind: SlotKind.Unborn };
    }

    private bool IsInitAccessor => RefScopes.IsInitAccessor(_method);
}
