using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    /// <summary>Loads and stores through managed pointers.</summary>
    private bool Indirect(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        switch (code)
        {
            case Code.Ldobj:
                Load(state, TypeOperand((ITypeDefOrRef)instruction.Operand));
                return true;
            case Code.Stobj:
            {
                (Slot value, CilType type) = (Pop(state), TypeOperand((ITypeDefOrRef)instruction.Operand));
                StoreThrough(state, Pop(state), value, type);
                return true;
            }
            case Code.Cpobj:
            {
                CilType type = TypeOperand((ITypeDefOrRef)instruction.Operand);
                Load(state, type);
                Slot value = Pop(state);
                StoreThrough(state, Pop(state), value, type);
                return true;
            }
            case Code.Initobj:
            {
                (Slot pointer, CilType type) = (Pop(state), TypeOperand((ITypeDefOrRef)instruction.Operand));
                RequirePointer(pointer, type);
                RequireWritable(pointer);
                return true;
            }
            case Code.Ldind_Ref:
            {
                Slot pointer = Pop(state);
                if (pointer.Kind != SlotKind.ByRef || !_types.IsReference(pointer.Type!))
                {
                    throw Bad(GuardRule.TypeMismatch, $"ldind.ref of {pointer}");
                }

                Push(state, SlotOf(pointer.Type!));
                return true;
            }
            case Code.Stind_Ref:
            {
                (Slot value, Slot pointer) = (Pop(state), Pop(state));
                if (pointer.Kind != SlotKind.ByRef || !_types.IsReference(pointer.Type!))
                {
                    throw Bad(GuardRule.TypeMismatch, $"stind.ref to {pointer}");
                }

                StoreThrough(state, pointer, value, pointer.Type!);
                return true;
            }
        }

        if (IndirectType(code) is not { } number)
        {
            return false;
        }

        if (code <= Code.Ldind_R8)
        {
            Load(state, _types.Of(number));
            return true;
        }

        Slot stored = Pop(state);
        Slot to = Pop(state);
        if (to.Kind == SlotKind.StackMemory)
        {
            StoreToReserved(to, stored, number);
        }
        else
        {
            StoreThrough(state, to, stored, _types.Of(number));
        }

        return true;
    }

    private static ElementType? IndirectType(Code code) => code switch
    {
        Code.Ldind_I1 or Code.Ldind_U1 or Code.Stind_I1 => ElementType.I1,
        Code.Ldind_I2 or Code.Ldind_U2 or Code.Stind_I2 => ElementType.I2,
        Code.Ldind_I4 or Code.Ldind_U4 or Code.Stind_I4 => ElementType.I4,
        Code.Ldind_I8 or Code.Stind_I8 => ElementType.I8,
        Code.Ldind_I or Code.Stind_I => ElementType.I,
        Code.Ldind_R4 or Code.Stind_R4 => ElementType.R4,
        Code.Ldind_R8 or Code.Stind_R8 => ElementType.R8,
        _ => null,
    };

    private void RequirePointer(Slot pointer, CilType type)
    {
        if (pointer.Kind != SlotKind.ByRef || _types.Reduced(pointer.Type!) != _types.Reduced(type))
        {
            throw Bad(GuardRule.TypeMismatch, $"{pointer} where a reference to {type} is wanted");
        }
    }

    private void RequireWritable(Slot pointer)
    {
        if (pointer.IsReadOnly)
        {
            throw Bad(GuardRule.ReadOnlyReference, $"writes through {pointer}");
        }
    }

    private void Load(State state, CilType type)
    {
        Slot pointer = Pop(state);
        RequirePointer(pointer, type);
        Push(state,
            SlotOf(type) with { Reach = TypeSystem.IsByRefLike(type) ? ContentReach(state, pointer) : Reach.Anywhere });
    }

    private void StoreThrough(State state, Slot pointer, Slot value, CilType type)
    {
        RequirePointer(pointer, type);
        RequireWritable(pointer);
        Require(value, type, "what is stored");
        if (TypeSystem.IsByRefLike(type))
        {
            Write(state, pointer, value.Reach);
        }

        ForgetThrough(state, pointer);
    }

    /// <summary>Nothing is known by name of a variable whose address was taken; of <c>this</c> it could be.</summary>
    private static void ForgetThrough(State state, Slot pointer)
    {
        if (pointer.Local >= 0 && pointer.Local < state.Locals.Length)
        {
            state.Locals[pointer.Local] = state.Locals[pointer.Local] with { IsThis = false };
        }
    }

    /// <summary>Boxes and casts.</summary>
    private bool Objects(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        if (code is not (Code.Box or Code.Unbox or Code.Unbox_Any or Code.Castclass or Code.Isinst))
        {
            return false;
        }

        CilType type = TypeOperand((ITypeDefOrRef)instruction.Operand);
        Slot value = Pop(state);
        if (type is ByRefType
            || (TypeSystem.IsByRefLike(type) && !(code == Code.Isinst || (code == Code.Box && type is ParameterType))))
        {
            throw Bad(GuardRule.BoxedByRefLike, $"{code} {type}");
        }

        if (code == Code.Box)
        {
            Require(value, type, "what is boxed");
            if (TypeSystem.IsByRefLike(type))
            {
                RequireBoxOnlyTested(type);
            }

            CilType content = type is NamedType { Definition: var d } nullable && d == _types.Nullable
                ? nullable.Arguments[0] : type;
            Push(state, new Slot(SlotKind.Object, content));
            return true;
        }

        if (value.Kind is not (SlotKind.Object or SlotKind.Null))
        {
            throw Bad(GuardRule.TypeMismatch, $"{code} of {value}");
        }

        if (code == Code.Castclass && _types.IsValueType(type))
        {
            throw Bad(GuardRule.TypeMismatch, $"castclass to {type}");
        }

        if (code == Code.Unbox && !_types.IsValueType(type))
        {
            throw Bad(GuardRule.TypeMismatch, $"unbox of {type}, no value type");
        }

        Push(state, code switch
        {
            Code.Unbox => new Slot(SlotKind.ByRef, type) { IsReadOnly = true, IsOutside = true },
            Code.Unbox_Any => SlotOf(type),
            Code.Isinst when type is NamedType { Definition: var d } nullable && d == _types.Nullable =>
                new Slot(SlotKind.Object, nullable.Arguments[0]),
            _ => new Slot(SlotKind.Object, type),
        });
        return true;
    }

    /// <summary><c>value is T</c> of what may be a ref struct is a box that is only tested.</summary>
    private void RequireBoxOnlyTested(CilType type)
    {
        Code? following = _body.Instructions.ElementAtOrDefault(_current + 1)?.OpCode.Code;
        if (_regions.IsBlockStart(_current + 1)
            || following is not (Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S or Code.Isinst))
        {
            throw Bad(GuardRule.BoxedByRefLike, $"box {type}");
        }
    }
}
