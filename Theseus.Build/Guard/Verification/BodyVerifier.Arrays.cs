using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private bool Arrays(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        switch (code)
        {
            case Code.Newarr:
            {
                (CilType element, Slot count) = (TypeOperand((ITypeDefOrRef)instruction.Operand), Pop(state));
                if (count.Kind is not (SlotKind.Int32 or SlotKind.Native))
                {
                    throw Bad(GuardRule.TypeMismatch, $"an array of {count} elements");
                }

                if (element is ByRefType || TypeSystem.IsByRefLike(element))
                {
                    throw Bad(GuardRule.ByRefLikeStored, $"an array of {element}");
                }

                Push(state,
                    new Slot(SlotKind.Object, new ArrayType(element, 1, IsVector: true)) { Length = count.Constant });
                return true;
            }
            case Code.Ldlen:
                Vector(Pop(state));
                Push(state, new Slot(SlotKind.Native));
                return true;
            case Code.Ldelema:
            {
                CilType type = TypeOperand((ITypeDefOrRef)instruction.Operand);
                (Slot index, Slot array) = (Pop(state), Pop(state));
                RequireIndex(index);
                CilType? element = Vector(array);
                if (element is not null && element != type
                    && !(_types.IsValueType(type) && _types.Reduced(element) == _types.Reduced(type))
                    && !(_readOnlyPrefix && _types.IsReference(element) && _types.IsAssignable(element, type)))
                {
                    throw Bad(GuardRule.TypeMismatch, $"the address of {type} in {array}");
                }

                Push(state, new Slot(SlotKind.ByRef, type) { IsReadOnly = _readOnlyPrefix, IsOutside = true });
                return true;
            }
            case Code.Ldelem or Code.Ldelem_Ref or Code.Ldelem_I or Code.Ldelem_R4 or Code.Ldelem_R8 or Code.Ldelem_I8
                or Code.Ldelem_I1 or Code.Ldelem_U1 or Code.Ldelem_I2 or Code.Ldelem_U2 or Code.Ldelem_I4
                or Code.Ldelem_U4:
            {
                CilType? wanted = ElementOf(instruction);
                (Slot index, Slot array) = (Pop(state), Pop(state));
                RequireIndex(index);
                CilType? element = Vector(array);
                RequireElement(array, element, wanted);
                Push(state, element is null && wanted is null ? new Slot(SlotKind.Null) : SlotOf(wanted ?? element!));
                return true;
            }
            case Code.Stelem or Code.Stelem_Ref or Code.Stelem_I or Code.Stelem_R4 or Code.Stelem_R8 or Code.Stelem_I8
                or Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4:
            {
                CilType? wanted = ElementOf(instruction);
                (Slot value, Slot index, Slot array) = (Pop(state), Pop(state), Pop(state));
                RequireIndex(index);
                CilType? element = Vector(array);
                RequireElement(array, element, wanted);
                // Of references the store itself checks the element's type.
                if (wanted is null)
                {
                    Require(value.Kind is SlotKind.Object or SlotKind.Null, $"stores {value} as a reference");
                }
                else
                {
                    Require(value, wanted, "what is stored");
                }

                return true;
            }
            default:
                return false;
        }
    }

    /// <returns>The element's type; null of null.</returns>
    private CilType? Vector(Slot array) => array switch
    {
        { Kind: SlotKind.Null } => null,
        { Kind: SlotKind.Object, Type: ArrayType { IsVector: true } vector } => vector.Element,
        _ => throw Bad(GuardRule.TypeMismatch, $"{array} where a one-dimensional array is wanted"),
    };

    private void RequireIndex(Slot index)
    {
        if (index.Kind is not (SlotKind.Int32 or SlotKind.Native))
        {
            throw Bad(GuardRule.TypeMismatch, $"{index} as an index");
        }
    }

    /// <returns>The type that the instruction names; null: any reference.</returns>
    private CilType? ElementOf(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldelem or Code.Stelem => TypeOperand((ITypeDefOrRef)instruction.Operand),
        Code.Ldelem_Ref or Code.Stelem_Ref => null,
        Code.Ldelem_I or Code.Stelem_I => _types.Of(ElementType.I),
        Code.Ldelem_I1 or Code.Ldelem_U1 or Code.Stelem_I1 => _types.Of(ElementType.I1),
        Code.Ldelem_I2 or Code.Ldelem_U2 or Code.Stelem_I2 => _types.Of(ElementType.I2),
        Code.Ldelem_I4 or Code.Ldelem_U4 or Code.Stelem_I4 => _types.Of(ElementType.I4),
        Code.Ldelem_I8 or Code.Stelem_I8 => _types.Of(ElementType.I8),
        Code.Ldelem_R4 or Code.Stelem_R4 => _types.Of(ElementType.R4),
        _ => _types.Of(ElementType.R8),
    };

    private void RequireElement(Slot array, CilType? element, CilType? wanted)
    {
        if (element is null)
        {
            return;
        }

        bool fits = wanted is null ? _types.IsReference(element)
            : element == wanted
            || (_types.IsValueType(wanted) && _types.IsValueType(element)
            && _types.Reduced(element) == _types.Reduced(wanted))
                || (_types.IsReference(wanted) && _types.IsReference(element) && _types.IsAssignable(element, wanted));
        if (!fits)
        {
            throw Bad(GuardRule.TypeMismatch, $"an element of type {wanted?.ToString() ?? "reference"} in {array}");
        }
    }
}
