using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private void Function(Code code, MethodUse method, State state)
    {
        if (method.Definition is not { } definition)
        {
            throw Bad(GuardRule.BadDelegate, $"the address of {method}");
        }

        Slot? receiver = code == Code.Ldvirtftn ? Pop(state) : null;
        if (method.IsConstructor || definition.IsStaticConstructor)
        {
            throw Bad(GuardRule.BadDelegate, "of a constructor");
        }

        if (IsMadeOf(method) || InlineArrayHelper.KindOf(_types, definition) != InlineArrayHelper.Kind.None)
        {
            throw Bad(GuardRule.BadDelegate, $"of {method}");
        }

        if (receiver is not null)
        {
            if (!method.HasThis
                || !(receiver.Kind == SlotKind.Null
                || (receiver.Kind == SlotKind.Object && _types.IsAssignable(receiver.Type!, method.Owner))))
            {
                throw Bad(GuardRule.WrongReceiver, $"{method} of {receiver}");
            }
        }
        else if (_constrained is { } type)
        {
            if (definition is not { IsStatic: true, IsVirtual: true } || !_types.IsAssignable(type, method.Owner))
            {
                throw Bad(GuardRule.BadPrefix, $"constrained. {type} of {method}");
            }
        }
        else if (definition.IsAbstract)
        {
            throw Bad(GuardRule.AbstractCall, $"ldftn of {method}");
        }

        RequireAccess(method, receiver?.Type);
        Push(state, new Slot(SlotKind.Function) { Function = method, IsThis = receiver is not null });
    }

    /// <summary>
    /// The delegate's parameters must fit the method's, and its result the delegate's (ECMA-335 II.14.6.1).
    /// </summary>
    private void CreateDelegate(MethodUse constructor, NamedType type, State state)
    {
        (Slot address, Slot target) = (Pop(state), Pop(state));
        if (constructor.Parameters.Length != 2 || address is not { Kind: SlotKind.Function, Function: { } method })
        {
            throw Bad(GuardRule.BadDelegate, $"{type} of {address}");
        }

        if (target.Kind is not (SlotKind.Object or SlotKind.Null))
        {
            throw Bad(GuardRule.BadDelegate, $"{type} over {target}");
        }

        if (address.IsThis && !IsDupBefore())
        {
            throw Bad(GuardRule.BadDelegate, "ldvirtftn of another object than the delegate's");
        }

        MethodUse invoke = MethodUse.Of(_types, type.Definition.FindMethod("Invoke")
            ?? throw Bad(GuardRule.BadDelegateType, $"{type} has no Invoke"), type, []);
        System.Collections.Immutable.ImmutableArray<CilType> given = invoke.Parameters;
        IEnumerable<CilType> taken = method.Parameters;
        if (method.HasThis)
        {
            RequireTarget(method, target);
            RequireMayClone(method, target);
            if (!address.IsThis)
            {
                RequireMayCallDirectly(method, target);
            }
        }
        else if (method.Parameters.Length == given.Length + 1)
        {
            // Closed over the first argument of a static method.
            if (!_types.IsReference(method.Parameters[0]) || !Fits(target, method.Parameters[0]))
            {
                throw Bad(GuardRule.BadDelegate, $"{method} closed over {target}");
            }

            taken = method.Parameters.Skip(1);
        }
        else if (target.Kind != SlotKind.Null)
        {
            throw Bad(GuardRule.BadDelegate, $"{method}, which is static, closed over {target}");
        }

        CilType[] wanted = taken.ToArray();
        if (wanted.Length != given.Length || wanted.Where((w, i) => !Converts(given[i], w)).Any()
            || !(method.Returns is null ? invoke.Returns is null
            : invoke.Returns is not null && Converts(method.Returns, invoke.Returns)))
        {
            throw Bad(GuardRule.BadDelegate, $"{type} of {method}({string.Join(", ", wanted.AsEnumerable())})");
        }

        for (int i = 0; i < given.Length; i++)
        {
            RequireSamePromise(method, method.Parameters.Length - given.Length + i, invoke, i);
        }

        if (method.ReturnsReadOnly && !invoke.ReturnsReadOnly && method.Returns is ByRefType)
        {
            throw Bad(GuardRule.ReadOnlyReference, $"{type} of {method}");
        }

        Push(state, new Slot(SlotKind.Object, type));
    }

    /// <summary>What the delegate's caller may believe of a reference, the method must hold to.</summary>
    private void RequireSamePromise(MethodUse method, int number, MethodUse invoke, int promised)
    {
        if (RefScopes.IsScoped(invoke, promised) && !RefScopes.IsScoped(method, number))
        {
            throw Bad(GuardRule.BadDelegate,
                $"{invoke.Owner} promises that parameter {promised + 1} stays within the call, {method} does not");
        }

        if (invoke.Parameters[promised] is ByRefType && RefScopes.IsReadOnly(invoke.Parameter(promised))
            && !RefScopes.IsReadOnly(method.Parameter(number)))
        {
            throw Bad(GuardRule.BadDelegate,
                $"{invoke.Owner} promises not to write parameter {promised + 1}, {method} does not");
        }
    }

    private void RequireTarget(MethodUse method, Slot target)
    {
        bool fits = target.Kind == SlotKind.Null ? !_types.IsValueType(method.Owner)
            : _types.IsValueType(method.Owner) ? target.Type == method.Owner
            : _types.IsAssignable(target.Type!, method.Owner);
        if (!fits)
        {
            throw Bad(GuardRule.BadDelegate, $"{method} of {target}");
        }
    }

    private bool Converts(CilType from, CilType to) => from == to
        || (from is not ByRefType && to is not ByRefType && _types.IsReference(from) && _types.IsReference(to)
        && _types.IsAssignable(from, to))
        || (_types.IsValueType(from) && _types.IsValueType(to) && _types.Reduced(from) == _types.Reduced(to));

    /// <summary><c>dup; ldvirtftn; newobj</c>: the delegate's object is the one that was asked.</summary>
    private bool IsDupBefore() => _current >= 2 && _body.Instructions[_current - 1].OpCode.Code == Code.Ldvirtftn
        && _body.Instructions[_current - 2].OpCode.Code == Code.Dup
        && !_regions.IsBlockStart(_current) && !_regions.IsBlockStart(_current - 1);
}
