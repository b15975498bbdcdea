using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    /// <summary>
    /// What a parameter is at first: <c>this</c> of a structure, <c>out</c> and <c>scoped</c> ones must not be
    /// returned.
    /// </summary>
    private Slot EntryParameter(int index)
    {
        CilType type = _parameters[index];
        if (_signature.HasThis && index == 0)
        {
            if (type is ByRefType reference)
            {
                return new Slot(SlotKind.ByRef, reference.Element)
                {
                    IsOutside = true,
                    IsThis = true,
                    IsResult = _method.IsInstanceConstructor,
                    Reach = RefScopes.IsThisScoped(_method) ? Reach.Frame : Reach.Returned,
                    IsReadOnly = TypeSystem.IsByRefLike(_self) && !_method.IsInstanceConstructor && !IsInitAccessor
                        && RefScopes.IsReadOnlyThis(_method),
                };
            }

            return new Slot(IsClassConstructor ? SlotKind.Unborn : SlotKind.Object, type) { IsThis = true };
        }

        int number = _signature.HasThis ? index - 1 : index;
        return SlotOf(type) with
        {
            Reach = RefScopes.IsScoped(_signature, number) ? Reach.Frame : type is ByRefType ? Reach.Returned
                : Reach.Anywhere,
            IsResult = type is ByRefType && RefScopes.IsOut(_signature.Parameter(number)),
            IsReadOnly = type is ByRefType && RefScopes.IsReadOnly(_signature.Parameter(number)),
        };
    }

    private bool Variables(Instruction instruction, State state)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldarg or Code.Ldarg_S or Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3:
                int parameter = ParameterOf(instruction);
                Slot slot = Loaded(state, state.Parameters[parameter], new Variable(true, true, parameter));
                if (slot.Kind == SlotKind.Unborn && state.IsBorn)
                {
                    slot = slot with { Kind = SlotKind.Object };
                }

                Push(state, slot);
                return true;
            case Code.Ldloc or Code.Ldloc_S or Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3:
                int local = LocalOf(instruction);
                Push(state, Loaded(state, state.Locals[local], new Variable(true, false, local)));
                return true;
            case Code.Starg or Code.Starg_S:
                int index = ParameterOf(instruction);
                if (_signature.HasThis && index == 0)
                {
                    throw Bad(GuardRule.UnverifiableInstruction, "writes this");
                }

                Store(state, state.Parameters, index, _parameters[index], new Variable(true, true, index));
                return true;
            case Code.Stloc or Code.Stloc_S or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3:
                int into = LocalOf(instruction);
                Store(state, state.Locals, into, _locals[into], new Variable(true, false, into));
                return true;
            case Code.Ldloca or Code.Ldloca_S:
                int at = LocalOf(instruction);
                Push(state, AddressOf(_locals[at]) with { Local = at });
                return true;
            case Code.Ldarga or Code.Ldarga_S:
                int of = ParameterOf(instruction);
                if (_signature.HasThis && of == 0 && !state.IsBorn)
                {
                    throw Bad(GuardRule.UninitialisedThis, "its address is taken");
                }

                if (_signature.HasThis && of == 0)
                {
                    throw Bad(GuardRule.UnverifiableInstruction, "takes the address of this");
                }

                Push(state, AddressOf(_parameters[of]) with { Local = _locals.Length + of });
                return true;
            default:
                return false;
        }
    }

    private Slot AddressOf(CilType type) => type is ByRefType
        ? throw Bad(GuardRule.TypeMismatch, "the address of a reference")
        : new Slot(SlotKind.ByRef, type) { Reach = Reach.Frame };

    private Slot Loaded(State state, Slot slot, Variable variable)
    {
        if (_addressTaken.Contains(variable) && (slot.Kind != SlotKind.Int32 || MayBeWritten(state, variable)))
        {
            slot = slot with { Constant = null, Length = null };
        }

        return slot.Kind == SlotKind.Int32 ? slot with { Source = variable, Scale = 1, ScaleType = null } : slot;
    }

    /// <summary>A reference to the variable is about: any instruction may write it.</summary>
    private bool MayBeWritten(State state, Variable variable)
    {
        int number = variable.IsParameter ? _locals.Length + variable.Index : variable.Index;
        bool Points(Slot slot) => slot.Kind == SlotKind.ByRef
            && (slot.Local == number || slot.Local == Slot.SeveralLocals);
        return state.KeepsAddresses || state.Stack.Exists(Points) || Array.Exists(state.Locals, Points)
            || Array.Exists(state.Parameters, Points);
    }

    private void ForgetValue(State state, Variable variable)
    {
        state.Forget(variable);
        Slot[] variables = variable.IsParameter ? state.Parameters : state.Locals;
        variables[variable.Index] = variables[variable.Index] with { Constant = null };
    }

    private void Store(State state, Slot[] variables, int index, CilType type, Variable variable)
    {
        Slot value = Pop(state);
        Require(value, type, "what is stored");
        state.Forget(variable);
        Slot slot = SlotOf(type);
        variables[index] = slot.Kind switch
        {
            SlotKind.ByRef => value with { Type = slot.Type, Source = default },
            SlotKind.Value => slot with { Reach = TypeSystem.IsByRefLike(type) ? value.Reach : Reach.Anywhere },
            SlotKind.Int32 when value.Kind == SlotKind.Int32
                && _types.NumberSize(type) == 4 => slot with { Low = value.Low, High = value.High },
            SlotKind.Object => slot with { IsThis = value.IsThis && value.Type == type },
            _ => slot,
        };
        if (slot.Kind == SlotKind.Value && _addressTaken.Contains(variable))
        {
            state.TakenReach = Narrower(state.TakenReach, value.Reach);
        }
    }

    /// <summary>How far what a managed pointer points to may go: a ref struct.</summary>
    private Reach ContentReach(State state, Slot pointer)
    {
        if (pointer.Kind != SlotKind.ByRef || !TypeSystem.IsByRefLike(pointer.Type!) && pointer.Local < 0)
        {
            return Reach.Anywhere;
        }

        if (pointer.Local >= 0)
        {
            return VariableOf(state, pointer.Local).Reach;
        }

        if (pointer.IsResult)
        {
            return Reach.Returned;
        }

        return pointer.Reach == Reach.Frame && !pointer.IsThis ? state.TakenReach : Reach.Anywhere;
    }

    private Slot VariableOf(State state, int number) => number < _locals.Length ? state.Locals[number]
        : state.Parameters[number - _locals.Length];

    /// <summary>A ref struct or a reference that may go so far is written through a managed pointer.</summary>
    private void Write(State state, Slot pointer, Reach reach)
    {
        if (reach == Reach.Anywhere || (reach == Reach.Returned && pointer.IsResult))
        {
            return;
        }

        if (pointer.Local < 0 && (pointer.IsOutside || pointer.Reach != Reach.Frame))
        {
            throw Bad(GuardRule.EscapingReference,
                "what refers to this call's frame is written where it may outlive the call");
        }

        state.TakenReach = Narrower(state.TakenReach, reach);
        if (pointer.Local >= 0)
        {
            Narrow(state, pointer.Local, reach);
            return;
        }

        // Which variable is not known: all that it can be.
        foreach (Variable taken in _addressTaken)
        {
            Narrow(state, taken.IsParameter ? _locals.Length + taken.Index : taken.Index, reach);
        }
    }

    private void Narrow(State state, int number, Reach reach)
    {
        (Slot[] variables, int index) = number < _locals.Length ? (state.Locals, number)
            : (state.Parameters, number - _locals.Length);
        if (variables[index].Kind == SlotKind.Value && TypeSystem.IsByRefLike(variables[index].Type!))
        {
            variables[index] = variables[index] with { Reach = Narrower(variables[index].Reach, reach) };
        }
    }
}
