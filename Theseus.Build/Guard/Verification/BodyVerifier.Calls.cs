using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

// More than 400 lines: the rules for every kind of call stand in one place, as in ECMA-335 III.3.19 to 3.20 and
// III.4.2 to 4.21.
namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private bool Calls(Instruction instruction, State state)
    {
        Code code = instruction.OpCode.Code;
        if (code is not (Code.Call or Code.Callvirt or Code.Newobj or Code.Ldftn or Code.Ldvirtftn))
        {
            return false;
        }

        if (instruction.Operand is not IMethod operand || operand is MemberRef { IsMethodRef: false })
        {
            throw Bad(GuardRule.UnverifiableInstruction, $"{instruction.Operand} is no method");
        }

        if (operand.MethodSig is { CallingConvention: var convention }
            && (convention & CallingConvention.Mask) == CallingConvention.VarArg)
        {
            throw Bad(GuardRule.UnverifiableInstruction, "a variable argument list");
        }

        MethodUse method = MethodUse.Resolve(_types, operand, _context);
        RequireWhole(method);
        switch (code)
        {
            case Code.Ldftn or Code.Ldvirtftn:
                Function(code, method, state);
                break;
            case Code.Newobj:
                Create(method, state);
                break;
            default:
                Call(code, method, state);
                break;
        }

        return true;
    }

    /// <summary>Generic arguments as many as parameters, and as their constraints say.</summary>
    private void RequireWhole(MethodUse method)
    {
        IList<GenericParam>? parameters = method.Definition?.GenericParameters;
        if (method.Owner is NamedType owner && owner.Definition.GenericParameters.Count != owner.Arguments.Length
            || (parameters?.Count ?? 0) != method.MethodArguments.Length)
        {
            throw Bad(GuardRule.GenericConstraint, $"{method} without its type arguments");
        }

        CheckType(method.Owner);
        foreach (CilType argument in method.MethodArguments)
        {
            CheckType(argument);
        }

        if (parameters is not null
            && _types.ConstraintBroken(parameters, method.MethodArguments, method.Context) is { } broken)
        {
            throw Bad(GuardRule.GenericConstraint, $"{method}: {broken}");
        }
    }

    private void RequireAccess(MethodUse method, CilType? receiver)
    {
        if (method.Definition is { } definition && !_access.CanAccess(_method, definition, receiver))
        {
            throw Bad(GuardRule.NotAccessible, definition.FullName);
        }
    }

    private Slot[] Arguments(MethodUse method, State state)
    {
        Slot[] arguments = new Slot[method.Parameters.Length];
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            Slot value = arguments[i] = Pop(state);
            if (method.Parameters[i] is PointerType pointer)
            {
                throw Bad(GuardRule.PointerType, $"{pointer} of {method}");
            }

            Require(value, method.Parameters[i], $"argument {i + 1} of {method}");
            if (value.IsReadOnly && method.Parameters[i] is ByRefType && !RefScopes.IsReadOnly(method.Parameter(i)))
            {
                throw Bad(GuardRule.ReadOnlyReference, $"is given to {method}, which may write through it");
            }
        }

        return arguments;
    }

    private void Create(MethodUse method, State state)
    {
        if (!method.IsConstructor || !method.HasThis)
        {
            throw Bad(GuardRule.TypeMismatch, $"newobj of {method}");
        }

        if (MakesSpan(method, creates: true, state))
        {
            return;
        }

        if (method.Owner is NamedType { Definition: { IsAbstract: true } or { IsInterface: true } })
        {
            throw Bad(GuardRule.AbstractCall, $"newobj of {method.Owner}");
        }

        RequireAccess(method, method.Owner);
        if (method.Owner is NamedType type && _types.BaseOf(type) == _types.MulticastDelegate)
        {
            CreateDelegate(method, type, state);
            return;
        }

        Slot[] arguments = Arguments(method, state);
        Slot made = SlotOf(method.Owner) with { Length = LengthOf(method.Owner, arguments) };
        Push(state,
            made with { Reach = TypeSystem.IsByRefLike(method.Owner) ? ResultReach(state, method, null, arguments)
                : Reach.Anywhere });
        Capture(state, method, null, arguments);
        ForgetArguments(state, method, arguments, TypeSystem.IsByRefLike(method.Owner));
    }

    /// <summary>Of a fresh array of several dimensions that are constants.</summary>
    private static long? LengthOf(CilType type, Slot[] dimensions)
    {
        if (type is not ArrayType || dimensions.Any(d => d.Constant is not (>= 0 and <= int.MaxValue)))
        {
            return null;
        }

        Int128 length = 1;
        foreach (Slot dimension in dimensions)
        {
            length *= dimension.Constant!.Value;
        }

        return length <= long.MaxValue && type is ArrayType { Rank: var rank } && rank == dimensions.Length
            ? (long)length : null;
    }

    private void Call(Code code, MethodUse method, State state)
    {
        if (MakesSpan(method, creates: false, state))
        {
            return;
        }

        Slot[] arguments = Arguments(method, state);
        Slot? receiver = method.HasThis ? Pop(state) : null;
        if (method.Definition is { IsAbstract: true } && code == Code.Call && _constrained is null)
        {
            throw Bad(GuardRule.AbstractCall, method.ToString());
        }

        if (method.Definition is { IsStaticConstructor: true })
        {
            throw Bad(GuardRule.UnverifiableInstruction, $"calls {method}, which the runtime calls once");
        }

        if (_tailPrefix)
        {
            RequireNoFrame(arguments.Append(receiver));
        }

        RequireAccess(method, receiver?.Kind is SlotKind.Object or SlotKind.Unborn ? receiver.Type : _constrained);
        if (receiver is null)
        {
            RequireStatic(code, method);
        }
        else if (method.IsConstructor)
        {
            CallConstructor(code, method, receiver, state);
        }
        else
        {
            RequireReceiver(code, method, receiver);
        }

        if (method.Definition is { } definition
            && InlineArrayHelper.KindOf(_types, definition) is not InlineArrayHelper.Kind.None and var kind
            && InlineArrayHelper.Misuse(_types, kind, method, arguments) is { } misuse)
        {
            throw Bad(GuardRule.BadInlineArray, misuse);
        }

        Reach reach = ResultReach(state, method, receiver, arguments);
        Capture(state, method, receiver, arguments);
        bool takesRefStruct = arguments.Append(receiver)
            .Any(a => a is { Kind: SlotKind.ByRef } && TypeSystem.IsByRefLike(a.Type!));
        ForgetArguments(state, method, arguments, takesRefStruct || method.Returns is ByRefType
            || (method.Returns is { } r && TypeSystem.IsByRefLike(r)));
        if (method.Returns is not { } returns)
        {
            return;
        }

        if (returns is PointerType pointer)
        {
            throw Bad(GuardRule.PointerType, $"{pointer} of {method}");
        }

        Push(state, SlotOf(returns) with
        {
            Reach = returns is ByRefType || TypeSystem.IsByRefLike(returns) ? reach : Reach.Anywhere,
            IsReadOnly = returns is ByRefType && (method.ReturnsReadOnly || _readOnlyPrefix),
        });
    }

    /// <summary>A tail call gives its frame up before what it calls begins.</summary>
    private void RequireNoFrame(IEnumerable<Slot?> given)
    {
        if (_body.Instructions.ElementAtOrDefault(_current + 1)?.OpCode.Code != Code.Ret)
        {
            throw Bad(GuardRule.BadPrefix, "tail. before a call that no ret follows");
        }

        if (given.FirstOrDefault(a => a?.Reach == Reach.Frame) is { } slot)
        {
            throw Bad(GuardRule.EscapingReference, $"{slot} refers to this call's frame, which a tail call gives up");
        }
    }

    /// <param name="state">Before the result is pushed.</param>
    /// <param name="method">What was called.</param>
    /// <param name="arguments">What it was given.</param>
    /// <param name="keeps">A reference of the arguments may be in the result, or in a ref struct among the
    /// arguments.</param>
    private void ForgetArguments(State state, MethodUse method, Slot[] arguments, bool keeps)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            Slot argument = arguments[i];
            ForgetThrough(state, argument);
            if (keeps && !RefScopes.IsScoped(method, i))
            {
                NoteKept(state, argument);
            }
        }
    }

    /// <summary>
    /// A reference goes where it is no longer followed by name: the number that it may lead to can be written unseen.
    /// </summary>
    private void NoteKept(State state, Slot reference)
    {
        if (reference is { Kind: SlotKind.ByRef, Reach: Reach.Frame }
            && (reference.Local == Slot.SeveralLocals
            || (reference.Local >= 0 && VariableOf(state, reference.Local).Kind == SlotKind.Int32)))
        {
            state.KeepsAddresses = true;
        }
    }

    private void RequireStatic(Code code, MethodUse method)
    {
        if (code == Code.Callvirt)
        {
            throw Bad(GuardRule.WrongReceiver, $"callvirt of {method}, which is static");
        }

        if (_constrained is null)
        {
            return;
        }

        // A static method of an interface, of the type that the type argument is.
        if (method.Definition is not { IsVirtual: true, DeclaringType.IsInterface: true }
            || !_types.IsAssignable(_constrained, method.Owner))
        {
            throw Bad(GuardRule.BadPrefix, $"constrained. {_constrained} of {method}");
        }
    }

    private void CallConstructor(Code code, MethodUse method, Slot receiver, State state)
    {
        if (code != Code.Call || _constrained is not null)
        {
            throw Bad(GuardRule.WrongReceiver, $"callvirt of {method}");
        }

        if (receiver.Kind == SlotKind.Unborn)
        {
            if (method.Owner != _self && method.Owner != _types.BaseOf(_self))
            {
                throw Bad(GuardRule.UninitialisedThis, $"a constructor calls {method}");
            }

            state.IsBorn = true;
            for (int i = 0; i < state.Stack.Count; i++)
            {
                state.Stack[i] = state.Stack[i].Kind == SlotKind.Unborn
                    ? state.Stack[i] with { Kind = SlotKind.Object } : state.Stack[i];
            }

            return;
        }

        if (!_types.IsValueType(method.Owner) || receiver.Kind != SlotKind.ByRef || receiver.Type != method.Owner)
        {
            throw Bad(GuardRule.WrongReceiver, $"{method} of {receiver}");
        }

        RequireWritable(receiver);
    }

    private void RequireReceiver(Code code, MethodUse method, Slot receiver)
    {
        if (receiver.Kind == SlotKind.Unborn)
        {
            throw Bad(GuardRule.UninitialisedThis, $"a constructor calls {method} before one of its base");
        }

        RequireMayClone(method, receiver);
        if (receiver is { Kind: SlotKind.ByRef, IsReadOnly: true } && TypeSystem.IsByRefLike(receiver.Type!)
            && Writes(method, -1))
        {
            throw Bad(GuardRule.ReadOnlyReference, $"{method}, which may write, of {receiver}");
        }

        if (_constrained is { } type)
        {
            if (receiver.Kind != SlotKind.ByRef || _types.Reduced(receiver.Type!) != _types.Reduced(type)
                || code != Code.Callvirt)
            {
                throw Bad(GuardRule.WrongReceiver, $"constrained. {type} of {receiver}");
            }

            if (!_types.IsAssignable(type, method.Owner))
            {
                throw Bad(GuardRule.WrongReceiver, $"{method} of {type}");
            }

            return;
        }

        if (_types.IsValueType(method.Owner))
        {
            if (receiver.Kind != SlotKind.ByRef
                || receiver.Type != method.Owner && !IsSameNumber(receiver.Type!, method.Owner))
            {
                throw Bad(GuardRule.WrongReceiver, $"{method} of {receiver}");
            }

            if (code == Code.Callvirt && method.IsVirtual)
            {
                throw Bad(GuardRule.WrongReceiver, $"callvirt of {method} of a value");
            }

            return;
        }

        bool fits = receiver.Kind == SlotKind.Null
            || (receiver.Kind == SlotKind.Object && _types.IsAssignable(receiver.Type!, method.Owner));
        if (!fits)
        {
            throw Bad(GuardRule.WrongReceiver, $"{method} of {receiver}");
        }

        if (code == Code.Call)
        {
            RequireMayCallDirectly(method, receiver);
        }
    }

    private bool IsSameNumber(CilType a, CilType b) => _types.Primitive(a) is not null
        && _types.Reduced(a) == _types.Reduced(b);

    /// <summary>
    /// A virtual method without regard to the object's class: of <c>this</c>, or where there can be no other.
    /// </summary>
    private void RequireMayCallDirectly(MethodUse method, Slot receiver)
    {
        if (method.Definition is { IsVirtual: true, IsFinal: false } definition && !receiver.IsThis
            && !definition.DeclaringType.IsSealed
            && !(receiver.Kind == SlotKind.Object && _types.IsValueType(receiver.Type!))
            && receiver.Kind != SlotKind.Null
            && !(receiver.Type is NamedType { Definition.IsSealed: true }))
        {
            throw Bad(GuardRule.NonVirtualCall, $"{method} of {receiver}");
        }
    }

    /// <summary>How far a result may go that refers to what the arguments refer to.</summary>
    private Reach ResultReach(State state, MethodUse method, Slot? receiver, Slot[] arguments)
    {
        Reach reach = receiver is { Kind: SlotKind.ByRef }
            ? Narrower(RefScopes.IsThisScoped(method.Definition) ? Reach.Anywhere
            : receiver.Reach, ContentReach(state, receiver)) : Reach.Anywhere;
        for (int i = 0; i < arguments.Length; i++)
        {
            reach = Narrower(reach, Given(state, method, i, arguments[i], withReferences: true));
        }

        return reach;
    }

    private Reach Given(State state, MethodUse method, int number, Slot argument, bool withReferences)
    {
        if (method.Definition is null)
        {
            return Reach.Anywhere;
        }

        bool scoped = RefScopes.IsScoped(method, number);
        if (method.Parameters[number] is ByRefType)
        {
            return Narrower(scoped || !withReferences ? Reach.Anywhere : argument.Reach, ContentReach(state, argument));
        }

        return scoped ? Reach.Anywhere : argument.Reach;
    }

    /// <summary>A method may store what it is given in a ref struct that it is given a reference to.</summary>
    private void Capture(State state, MethodUse method, Slot? receiver, Slot[] arguments)
    {
        for (int target = -1; target < arguments.Length; target++)
        {
            Slot? pointer = target < 0 ? receiver : arguments[target];
            if (pointer is not { Kind: SlotKind.ByRef } || !TypeSystem.IsByRefLike(pointer.Type!) || pointer.IsReadOnly
                || !Writes(method, target))
            {
                continue;
            }

            bool isResult = target < 0 ? method.IsConstructor : RefScopes.IsOut(method.Parameter(target));
            Reach reach = target >= 0 && receiver is not null ? ContentReach(state, receiver) : Reach.Anywhere;
            if (target >= 0 && isResult && receiver is { Kind: SlotKind.ByRef }
                && !RefScopes.IsThisScoped(method.Definition))
            {
                reach = Narrower(reach, receiver.Reach);
            }

            for (int i = 0; i < arguments.Length; i++)
            {
                if (i != target)
                {
                    reach = Narrower(reach,
                        Given(state, method, i, arguments[i], withReferences: isResult || IsUnscoped(method, i)));
                }
            }

            Write(state, pointer, reach);
        }
    }

    private static bool IsUnscoped(MethodUse method, int number) =>
        TypeSystem.Has(method.Parameter(number), "System.Diagnostics.CodeAnalysis.UnscopedRefAttribute");

    private static bool Writes(MethodUse method, int target)
    {
        if (target >= 0)
        {
            return !RefScopes.IsReadOnly(method.Parameter(target));
        }

        return method.IsConstructor || RefScopes.IsInitAccessor(method.Definition)
            || !RefScopes.IsReadOnlyThis(method.Definition);
    }
}
