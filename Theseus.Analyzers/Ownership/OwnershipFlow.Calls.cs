using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Theseus.Analyzers.Ownership;

// What calls do: with their receiver, with their arguments, and by throwing.
internal sealed partial class OwnershipFlow
{
    private Value Invoke(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        Value receiver = Evaluate(call.Instance);
        Value[] arguments = call.Arguments.Select(a => a.Parameter?.RefKind == RefKind.Out ? Value.None
            : Evaluate(a.Value)).ToArray();
        if (_isDead)
        {
            return Value.None;
        }

        if (call.Instance is { } instance)
        {
            Receive(method, receiver, instance);
        }

        Pass(method, call.Arguments, arguments);
        if (!_facts.NeverThrows(method))
        {
            MayThrow(call);
        }

        if (Facts.NeverReturns(method))
        {
            _isDead = true;
            return Value.None;
        }

        TakeOuts(call);
        if (_facts.IsOwned(method.OriginalDefinition.ReturnType) && !method.ReturnsByRef
            && !method.ReturnsByRefReadonly && !Facts.IsView(method))
        {
            return Value.OfFresh(call.Syntax);
        }

        return CallView(call, receiver, arguments);
    }

    private void Receive(IMethodSymbol method, Value receiver, IOperation instance)
    {
        if (Facts.IsRelease(method))
        {
            Release(receiver, instance);
            return;
        }

        if (Facts.ConsumesThis(method))
        {
            Move(receiver, instance, "consumed here");
            return;
        }

        if (Facts.ConsumesThisOnSuccess(method))
        {
            PerhapsMove(receiver, instance);
            return;
        }

        Use(receiver, instance);
        if (receiver.Fresh is { } site)
        {
            _report.Discarded(site, $"nobody releases after '{method.Name}'");
        }
    }

    private void Pass(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments, Value[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            (IArgumentOperation argument, Value value, IParameterSymbol? parameter) =
                (arguments[i], values[i], arguments[i].Parameter);
            bool isGeneric = parameter?.OriginalDefinition.Type is ITypeParameterSymbol;
            if (value.ReadOwners is not null && (isGeneric || value.IsHidden) && KeepsArguments(method))
            {
                _report.View(argument.Value.Syntax,
                    "is stored in a collection, where it can outlive what it reaches into");
            }

            if (parameter?.RefKind is RefKind.Ref)
            {
                LoseSight(value);
            }
            else if (Facts.Moves(parameter))
            {
                Move(value, argument.Value);
            }
            else if (Facts.MovesOnSuccess(parameter))
            {
                PerhapsMove(value, argument.Value);
            }
            else if (isGeneric || value.IsHidden || parameter is null || parameter.IsParams)
            {
                // What a generic method or one that takes an interface does with it is not known.
                Use(value, argument.Value);
                LoseSight(value);
            }
            else
            {
                Use(value, argument.Value);
                if (value.Fresh is { } site)
                {
                    _report.Discarded(site, $"'{method.Name}' only borrows and nobody releases");
                }
            }
        }
    }

    /// <summary>
    /// The value is moved if the call succeeds; which of both it was, the check of the call's result tells.
    /// </summary>
    private void PerhapsMove(Value value, IOperation at)
    {
        if (value.Fresh is { } site)
        {
            _report.Discarded(site, "nobody releases if the call fails");
        }

        foreach (object variable in value.Variables)
        {
            Slot slot = _state[variable];
            if (slot.May(Holding.Gone))
            {
                _report.Twice(variable, slot.Holding, Holding.Moved, at.Syntax);
            }

            if (slot.May(Holding.Borrowed))
            {
                _report.BorrowedConsumed(variable, "moved here", at.Syntax);
            }

            _takenCareOf.Add(variable);
            if (slot.May(Holding.Owned))
            {
                _state = _state.With(variable, (slot.Holding & ~Holding.Owned) | Holding.PerhapsOwned);
            }
        }
    }

    private static bool KeepsArguments(IMethodSymbol method) => !method.IsStatic && !method.IsExtensionMethod
        && method.Name is "Add" or "TryAdd" or "Insert" or "Enqueue" or "Push" or "AddFirst" or "AddLast"
        or "SetResult";

    /// <summary>
    /// Variables that receive a resource by <c>out</c> if <paramref name="call"/> succeeds, and, as
    /// <see cref="Inward"/>, those that lose theirs then.
    /// </summary>
    private IEnumerable<object> Outs(IInvocationOperation call)
    {
        IEnumerable<IOperation> inward = call.Arguments.Where(a => Facts.MovesOnSuccess(a.Parameter))
            .Select(a => a.Value);
        if (call.Instance is { } instance && Facts.ConsumesThisOnSuccess(call.TargetMethod))
        {
            inward = inward.Append(instance);
        }

        return call.Arguments
            .Where(a => a.Parameter is { RefKind: RefKind.Out } p && _facts.IsOwned(p.OriginalDefinition.Type))
            .SelectMany(a => VariablesOf(_state, a.Value))
            .Concat(inward.SelectMany(v => VariablesOf(_state, v)).Select(v => new Inward(v)));
    }

    /// <summary>For a value that is the boolean or the error that a call results in: the same.</summary>
    private ImmutableHashSet<object>? OutsOf(IOperation value) =>
        value is IInvocationOperation { Type: { } type } call
        && (type.SpecialType == SpecialType.System_Boolean || type.TypeKind == TypeKind.Enum)
        && Outs(call).ToImmutableHashSet() is { IsEmpty: false } outs ? outs : null;

    private void TakeOuts(IInvocationOperation call)
    {
        bool isCertain = call.TargetMethod.ReturnsVoid || call.Type?.SpecialType == SpecialType.System_Boolean;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.Out } parameter)
            {
                continue;
            }

            if (_facts.IsOwned(parameter.OriginalDefinition.Type))
            {
                Slot slot = new(isCertain ? Holding.Owned : Holding.PerhapsOwned, [call.Syntax]);
                if (VariablesOf(_state, argument.Value) is { IsEmpty: false } variables)
                {
                    Give(variables.First(), slot, argument.Value.Syntax);
                }
                else if (argument.Value is IDiscardOperation)
                {
                    _report.Discarded(argument.Value.Syntax, "is thrown away");
                }
            }
            else if (argument.Value is IDeclarationExpressionOperation { Expression: var declared }
                && Key(declared) is { } local)
            {
                _state = _state.WithView(local, null);
            }
            else if (Key(argument.Value) is { } key)
            {
                _state = _state.WithView(key, null).WithFlag(key, null);
            }
        }
    }

    /// <summary>
    /// Whether the result of a call reaches into what its receiver or an argument reaches into or owns.
    /// </summary>
    private Value CallView(IInvocationOperation call, Value receiver, Value[] arguments)
    {
        IMethodSymbol method = call.TargetMethod;
        bool isViewType = Facts.IsViewType(method.ReturnType) || method.ReturnsByRef || method.ReturnsByRefReadonly;
        bool isView = Facts.IsView(method);
        bool isReference = (method.ReturnsByRef || method.ReturnsByRefReadonly) && !Facts.IsViewType(method.ReturnType);
        if (!isViewType && !isView)
        {
            return Value.None;
        }

        (Value first, ITypeSymbol? firstType) = call.Instance is { } instance ? (receiver, instance.Type)
            : method.IsExtensionMethod && call.Arguments.Length > 0 ? (arguments[0], call.Arguments[0].Value.Type)
            : (Value.None, null);
        if (isView || _facts.IsOwned(firstType))
        {
            return Value.View(first.Owners ?? first.Variables, isReference);
        }

        ImmutableHashSet<object> owners = ImmutableHashSet<object>.Empty;
        foreach (Value value in arguments.Append(receiver))
        {
            owners = owners.Union(value.Owners ?? []);
        }

        return owners.IsEmpty ? Value.None : Value.View(owners, isReference);
    }

    private Value Create(IObjectCreationOperation creation)
    {
        Value[] arguments = creation.Arguments.Select(a => Evaluate(a.Value)).ToArray();
        if (_isDead)
        {
            return Value.None;
        }

        IMethodSymbol? constructor = creation.Constructor;
        bool isDefault = creation.Type?.IsValueType == true && constructor is null or { IsImplicitlyDeclared: true };
        if (constructor is not null && !isDefault)
        {
            Pass(constructor, creation.Arguments, arguments);
            if (!_facts.NeverThrows(constructor))
            {
                MayThrow(creation);
            }
        }

        if (creation.Initializer is { } initializer)
        {
            Use(Evaluate(initializer), initializer);
        }

        if (_facts.IsOwned(creation.Type) && !isDefault
            && creation.Type is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T })
        {
            return Value.OfFresh(creation.Syntax);
        }

        // A span over a span's element, a memory's slice, and the like.
        return Facts.IsViewType(creation.Type)
            && arguments.FirstOrDefault(a => a.Owners is not null) is { Owners: { } owners }
            ? Value.View(owners) : Value.None;
    }

    private Value Property(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        Value receiver = Evaluate(reference.Instance);
        Use(receiver, reference.Instance ?? reference);
        if (receiver.Fresh is { } site)
        {
            _report.Discarded(site, $"nobody releases after '{property.Name}'");
        }

        foreach (IArgumentOperation argument in reference.Arguments)
        {
            Use(Evaluate(argument.Value), argument.Value);
        }

        bool isViewType = Facts.IsViewType(property.Type) || property.RefKind != RefKind.None;
        bool isReference = property.RefKind != RefKind.None && !Facts.IsViewType(property.Type);
        if (Facts.IsView(property) || isViewType && _facts.IsOwned(reference.Instance?.Type))
        {
            return Value.View(receiver.Owners ?? receiver.Variables, isReference);
        }

        return isViewType && receiver.Owners is { } owners ? Value.View(owners, isReference) : Value.None;
    }

    /// <summary>An exception may leave <paramref name="operation"/> in the present state.</summary>
    private void MayThrow(IOperation operation)
    {
        if (_state.Slots.Count > 0)
        {
            Throw(_state, operation.Syntax);
        }
    }
}
