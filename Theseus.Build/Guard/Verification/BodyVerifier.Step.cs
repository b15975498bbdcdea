using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private CilType? _constrained;
    private bool _readOnlyPrefix;
    private bool _tailPrefix;

    /// <summary>
    /// Does one instruction with its prefixes; <paramref name="next"/> is then the number of the one that follows.
    /// </summary>
    /// <returns>false if control does not go on to it.</returns>
    private bool Step(int at, ref int next, State state)
    {
        (_constrained, _readOnlyPrefix, _tailPrefix) = (null, false, false);
        Instruction instruction = Prefixes(ref at);
        _current = at;
        next = at + 1;
        try
        {
            if (_numbersTaken.Count == 0 || LeavesVariables(instruction.OpCode.Code))
            {
                return Do(instruction, state);
            }

            Variable[] written = _numbersTaken.Where(v => MayBeWritten(state, v)).ToArray();
            bool goesOn = Do(instruction, state);
            foreach (Variable variable in written)
            {
                ForgetValue(state, variable);
            }

            return goesOn;
        }
        catch (UnresolvedException missing) when (missing.IsMissing)
        {
            // What is nowhere cannot be compiled: the method throws, here at the latest.
            return false;
        }
    }

    /// <summary>
    /// Cannot write a variable through its address: what the C# compiler puts between a length and the span made with
    /// it.
    /// </summary>
    private static bool LeavesVariables(Code code) =>
        code is Code.Nop or Code.Conv_U or Code.Conv_I or Code.Mul_Ovf_Un or Code.Localloc or Code.Sizeof
        or (>= Code.Ldarg_0 and <= Code.Ldloc_3) or Code.Ldloc_S or Code.Ldloc or Code.Ldarg_S or Code.Ldarg
        or (>= Code.Ldc_I4_M1 and <= Code.Ldc_I4);

    private Instruction Prefixes(ref int at)
    {
        while (true)
        {
            if (at >= _body.Instructions.Count)
            {
                throw Bad(GuardRule.BadPrefix, "a prefix without an instruction");
            }

            Instruction instruction = _body.Instructions[at];
            if (instruction.OpCode.OpCodeType != OpCodeType.Prefix)
            {
                RequirePrefixFits(instruction.OpCode.Code);
                return instruction;
            }

            _current = at;
            switch (instruction.OpCode.Code)
            {
                case Code.Constrained:
                    _constrained = TypeOperand((ITypeDefOrRef)instruction.Operand);
                    break;
                case Code.Readonly:
                    _readOnlyPrefix = true;
                    break;
                case Code.Tailcall:
                    _tailPrefix = true;
                    break;
                case Code.Volatile or Code.Unaligned:
                    break;
                default:
                    throw Bad(GuardRule.BadPrefix, instruction.OpCode.Name);
            }

            if (at + 1 < _body.Instructions.Count && _regions.IsBlockStart(at + 1))
            {
                throw Bad(GuardRule.BadPrefix, "a region begins between a prefix and its instruction");
            }

            at++;
        }
    }

    private void RequirePrefixFits(Code code)
    {
        if (_constrained is not null && code is not (Code.Call or Code.Callvirt or Code.Ldftn))
        {
            throw Bad(GuardRule.BadPrefix, $"constrained. before {code}");
        }

        if (_readOnlyPrefix && code is not (Code.Ldelema or Code.Call or Code.Callvirt))
        {
            throw Bad(GuardRule.BadPrefix, $"readonly. before {code}");
        }

        if (_tailPrefix && code is not (Code.Call or Code.Callvirt))
        {
            throw Bad(GuardRule.BadPrefix, $"tail. before {code}");
        }
    }

    private CilType TypeOperand(ITypeDefOrRef? operand)
    {
        CilType type = _types.From(operand ?? throw Bad(GuardRule.UnverifiableInstruction, "no type"), _context);
        CheckType(type);
        return type;
    }

    private void CheckType(CilType type)
    {
        if (PointerWithin(type) is { } pointer)
        {
            throw Bad(GuardRule.PointerType, pointer.ToString());
        }

        if (_types.ConstraintBroken(type) is { } broken)
        {
            throw Bad(GuardRule.GenericConstraint, broken);
        }
    }

    internal static PointerType? PointerWithin(CilType type) => type switch
    {
        PointerType pointer => pointer,
        ArrayType array => PointerWithin(array.Element),
        ByRefType reference => PointerWithin(reference.Element),
        NamedType named => named.Arguments.Select(PointerWithin).FirstOrDefault(p => p is not null),
        _ => null,
    };

    private bool Do(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        switch (code)
        {
            case Code.Nop or Code.Break:
                return true;
            case Code.Dup:
                Slot top = Pop(state);
                Push(state, top);
                Push(state, top);
                return true;
            case Code.Pop:
                Pop(state);
                return true;
            case Code.Ret:
                Return(state);
                return false;
            case Code.Throw:
                if (Pop(state).Kind is not (SlotKind.Object or SlotKind.Null))
                {
                    throw Bad(GuardRule.TypeMismatch, "throws what is no object");
                }

                return false;
            case Code.Rethrow:
                if (_regions.Innermost(_current) is not ({ IsFinally: false }, false))
                {
                    throw Bad(GuardRule.BadRegion, "rethrow outside of a catch handler");
                }

                return false;
            case Code.Endfinally:
                if (_regions.Innermost(_current).Clause is not { IsFinally: true } handler)
                {
                    throw Bad(GuardRule.BadRegion, "endfinally outside of a finally or fault handler");
                }

                EndFinally(handler, state);
                return false;
            case Code.Endfilter:
                EndFilter(state);
                return false;
            case Code.Leave or Code.Leave_S:
                state.Stack.Clear();
                int leaves = _index[(Instruction)instruction.Operand];
                _regions.RequireLeave(_current, leaves);
                Flow(leaves, state);
                LeaveThrough(leaves);
                return false;
            case Code.Ldnull:
                Push(state, new Slot(SlotKind.Null));
                return true;
            case Code.Ldstr:
                Push(state, new Slot(SlotKind.Object, _types.String));
                return true;
            case Code.Ldc_I8:
                Push(state, new Slot(SlotKind.Int64) { Constant = (long)instruction.Operand });
                return true;
            case Code.Ldc_R4 or Code.Ldc_R8:
                Push(state, new Slot(SlotKind.Float));
                return true;
            case Code.Sizeof:
                Push(state, SizeOf(TypeOperand((ITypeDefOrRef)instruction.Operand)));
                return true;
            case Code.Ldtoken:
                Push(state, Token(instruction.Operand));
                return true;
            case Code.Localloc:
                Push(state, Reserve(Pop(state)));
                return true;
            case Code.Cpblk:
                CopyRawData(state);
                return true;
            case Code.Initblk:
                FillReserved(state);
                return true;
        }

        if (instruction.IsLdcI4())
        {
            Push(state, new Slot(SlotKind.Int32) { Constant = instruction.GetLdcI4Value() });
            return true;
        }

        if (instruction.OpCode.OperandType is OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget
            or OperandType.InlineSwitch)
        {
            return Branch(instruction, state);
        }

        if (Variables(instruction, state) || Arithmetic(code, state) || Conversion(code, state)
            || Indirect(instruction, state)
            || Objects(instruction, state) || Arrays(instruction, state) || Fields(instruction, state)
            || Calls(instruction, state))
        {
            return true;
        }

        throw Bad(GuardRule.UnverifiableInstruction, instruction.OpCode.Name);
    }

    private bool Branch(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        if (code is Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S)
        {
            if (Pop(state).Kind is SlotKind.Value or SlotKind.Float or SlotKind.Unborn or SlotKind.StackMemory
                or SlotKind.RawData or SlotKind.FieldToken)
            {
                throw Bad(GuardRule.TypeMismatch, "branches on what is neither a number nor a reference");
            }
        }
        else if (code is Code.Switch)
        {
            if (Pop(state).Kind is not (SlotKind.Int32 or SlotKind.Native))
            {
                throw Bad(GuardRule.TypeMismatch, "switches on what is no number");
            }

            foreach (Instruction target in (IList<Instruction>)instruction.Operand)
            {
                Jump(target, state);
            }

            return true;
        }
        else if (code is not (Code.Br or Code.Br_S))
        {
            (Slot b, Slot a) = (Pop(state), Pop(state));
            RequireComparable(a, b,
                code is Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S or Code.Bgt_Un or Code.Bgt_Un_S);
            if (code is Code.Blt or Code.Blt_S && b.Constant is { } limit
                && a is { Kind: SlotKind.Int32, Source: { IsKnown: true, IsParameter: false, Index: var index },
                Scale: 1, ScaleType: null })
            {
                // The loop over an inline array: below its length in the loop.
                State below = state.Copy();
                Slot variable = below.Locals[index];
                below.Locals[index] = variable.Low is { } low && low < limit
                    ? variable with { High = Math.Min(variable.High!.Value, limit - 1) } : variable;
                Jump((Instruction)instruction.Operand, below);
                return true;
            }
        }

        Jump((Instruction)instruction.Operand, state);
        return code is not (Code.Br or Code.Br_S);
    }

    private void Jump(Instruction target, State state)
    {
        int to = _index[target];
        _regions.RequireBranch(_current, to);
        Flow(to, state);
    }

    private void Return(State state)
    {
        _regions.RequireOutside(_current);
        if (!state.IsBorn)
        {
            throw Bad(GuardRule.UninitialisedThis, "a constructor returns without one of its base having run");
        }

        if (_signature.Returns is { } type)
        {
            Slot value = Pop(state);
            Require(value, type, "the result");
            if (value.IsReadOnly && type is ByRefType && !_signature.ReturnsReadOnly)
            {
                throw Bad(GuardRule.ReadOnlyReference, "is returned as one that can be written through");
            }

            if (value.Reach == Reach.Frame && (type is ByRefType || TypeSystem.IsByRefLike(type)))
            {
                throw Bad(GuardRule.EscapingReference, $"{value} refers to this call's frame, and is returned");
            }
        }

        if (state.Stack.Count > 0)
        {
            throw Bad(GuardRule.StackNotEmpty, $"{state.Stack.Count} values at the end");
        }
    }

    private void EndFilter(State state)
    {
        (Regions.Clause? clause, bool inFilter) = _regions.Innermost(_current);
        if (clause is null || !inFilter || _current + 1 != clause.Start)
        {
            throw Bad(GuardRule.BadRegion, "endfilter is not the last instruction of a filter");
        }

        if (Pop(state).Kind != SlotKind.Int32)
        {
            throw Bad(GuardRule.TypeMismatch, "a filter's result is no number");
        }

        if (state.Stack.Count > 0)
        {
            throw Bad(GuardRule.StackNotEmpty, "at the end of a filter");
        }
    }
}
