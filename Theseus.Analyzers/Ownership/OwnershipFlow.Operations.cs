using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

// More than 400 lines: one switch over the kinds of operations, and what each does with the values that it is given.
namespace Theseus.Analyzers.Ownership;

// What statements and expressions do, calls excepted. Operands come before what is done with them.
internal sealed partial class OwnershipFlow
{
    private void Statement(IOperation operation)
    {
        switch (operation)
        {
            case IExpressionStatementOperation { Operation: var expression }:
                Value value = Evaluate(expression);
                if (value.Fresh is { } site)
                {
                    _report.Discarded(site, "is thrown away");
                }
                else if (expression is IInvocationOperation call
                    && _facts.IsOwnedTuple(call.TargetMethod.OriginalDefinition.ReturnType))
                {
                    _report.Discarded(call.Syntax, "is thrown away");
                }

                break;
            case IFlowCaptureOperation capture:
                Capture(capture);
                break;
            case IReturnOperation { ReturnedValue: { } returned }:
                Return(returned);
                break;
            default:
                Use(Evaluate(operation), operation);
                break;
        }
    }

    /// <summary>A value leaves the method by <c>return</c> or <c>yield return</c>.</summary>
    private void Return(IOperation operation)
    {
        Value value = Evaluate(operation);
        if (_isDead)
        {
            return;
        }

        ImmutableHashSet<object>? reached = _method is { RefKind: not RefKind.None } ? value.Owners : value.ReadOwners;
        if (reached is { } owners
            && owners.Any(o => _state[o].May(Holding.Owned | Holding.PerhapsOwned | Holding.Gone)))
        {
            _report.View(operation.Syntax,
                "is returned by the method that holds what it reaches into, and outlives it");
        }

        Move(value, operation, "returned");
    }

    private void Capture(IFlowCaptureOperation capture)
    {
        // The capture may be a place to store to, so what is in it is looked at only where the capture is read.
        ImmutableHashSet<object> variables = VariablesOf(_state, capture.Value);
        if (!variables.IsEmpty && capture.Value is not IConversionOperation)
        {
            _state = _state.WithAlias(capture.Id, variables);
            return;
        }

        Value value = Evaluate(capture.Value);
        if (value.Fresh is { } site)
        {
            _state = _state.With(capture.Id, new Slot(Holding.Owned, [site]));
        }
        else if (_state.Slots.ContainsKey(capture.Id))
        {
            _state = _state.With(capture.Id, Slot.Nothing);
        }

        _state = _state.WithAlias(capture.Id, value.Variables).WithView(capture.Id, value.ReadOwners)
            .WithFlag(capture.Id, OutsOf(capture.Value));
    }

    private Value Evaluate(IOperation? operation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (operation)
        {
            case null or ILiteralOperation or IDefaultValueOperation or INameOfOperation or ITypeOfOperation
                or IInstanceReferenceOperation:
                return Value.None;
            case ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation:
                return Read(operation);
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression);
            case IConversionOperation conversion:
                return Convert(conversion);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case IDeconstructionAssignmentOperation deconstruction:
                return Deconstruct(deconstruction);
            case IInvocationOperation invocation:
                return Invoke(invocation);
            case IObjectCreationOperation creation:
                return Create(creation);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IFieldReferenceOperation field:
                Value holder = Evaluate(field.Instance);
                Use(holder, field.Instance ?? field);
                return holder.Owners is { } reached && field.Field.RefKind != RefKind.None ? Value.View(reached, true)
                    : Value.None;
            case IArrayElementReferenceOperation element:
                Use(Evaluate(element.ArrayReference), element);
                foreach (IOperation index in element.Indices)
                {
                    Use(Evaluate(index), index);
                }

                return Value.None;
            case ITupleOperation tuple:
                foreach (IOperation part in tuple.Elements)
                {
                    Move(Evaluate(part), part, "moved into a tuple");
                }

                return Value.None;
            case ITupleBinaryOperation comparison:
                foreach (IOperation part in new[] { comparison.LeftOperand,
                    comparison.RightOperand }.SelectMany(o => o is ITupleOperation t ? t.Elements : [o]))
                {
                    Use(Evaluate(part), part);
                }

                return Value.None;
            case IArrayInitializerOperation array:
                foreach (IOperation part in array.ElementValues)
                {
                    Store(Evaluate(part), part, "stored in an array");
                }

                return Value.None;
            case ICollectionExpressionOperation collection:
                foreach (IOperation part in collection.Elements)
                {
                    Store(Evaluate(part), part, "stored in a collection");
                }

                return Value.None;
            case IAwaitOperation await:
                Use(Evaluate(await.Operation), await);
                MayThrow(await);
                return _facts.IsOwned(await.Type) && await.Operation is IInvocationOperation
                    ? Value.OfFresh(await.Syntax) : Value.None;
            case IWithOperation with:
                Move(Evaluate(with.Operand), with.Operand);
                Use(Evaluate(with.Initializer), with);
                return _facts.IsOwned(with.Type) ? Value.OfFresh(with.Syntax) : Value.None;
            case IIsPatternOperation pattern:
                return Match(pattern);
            case IAddressOfOperation address:
                LoseSight(Evaluate(address.Reference));
                return Value.None;
            case IDelegateCreationOperation { Target: IMethodReferenceOperation { Instance: { } receiver } }:
                LoseSight(Evaluate(receiver));
                return Value.None;
            case IBinaryOperation binary:
                Binary(binary);
                return Value.None;
            default:
                foreach (IOperation child in operation.ChildOperations)
                {
                    Use(Evaluate(child), child);
                }

                return Value.None;
        }
    }

    /// <summary>Sums of thousands of strings nest to the left: without a call for each.</summary>
    private void Binary(IBinaryOperation binary)
    {
        Stack<IOperation> rights = new();
        IOperation left = binary;
        for (; left is IBinaryOperation inner; left = inner.LeftOperand)
        {
            rights.Push(inner.RightOperand);
        }

        Use(Evaluate(left), left);
        foreach (IOperation right in rights)
        {
            Use(Evaluate(right), right);
        }
    }

    private Value Read(IOperation reference)
    {
        ImmutableHashSet<object>? owners = Key(reference) is { } key
            && _state.Views.TryGetValue(key, out ImmutableHashSet<object>? reached) ? reached : null;
        if (owners is not null)
        {
            UseView(owners, reference);
        }

        bool isReference = reference is ILocalReferenceOperation { Local: { IsRef: true, Type: var type } }
            && !Facts.IsViewType(type);
        return new Value(VariablesOf(_state, reference), null, owners, isReference: isReference);
    }

    private Value Convert(IConversionOperation conversion)
    {
        Value value = Evaluate(conversion.Operand);
        if (conversion.OperatorMethod is { } method)
        {
            if (Facts.Moves(method.Parameters.FirstOrDefault()))
            {
                Move(value, conversion);
            }
            else
            {
                Use(value, conversion);
            }

            if (_facts.IsOwned(conversion.Type))
            {
                return Value.OfFresh(conversion.Syntax);
            }

            return value.Owners is not null && Facts.IsViewType(conversion.Type) ? value : Value.None;
        }

        return _facts.IsOwned(conversion.Type) ? value : value.Hidden();
    }

    private Value Assign(ISimpleAssignmentOperation assignment)
    {
        ImmutableHashSet<object> targets = VariablesOf(_state, assignment.Target);
        if (targets.IsEmpty
            && assignment.Target is not (ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation))
        {
            Evaluate(assignment.Target);
        }

        Value value = Evaluate(assignment.Value);
        if (_isDead)
        {
            return Value.None;
        }

        object? key = Key(assignment.Target);
        if (assignment.IsRef)
        {
            LoseSight(value);
            return Remember(value.Owners);
        }

        if (assignment.Target is IDiscardOperation)
        {
            if (value.Fresh is { } site)
            {
                _report.Discarded(site, "is thrown away");
            }

            return Value.None;
        }

        if (targets.Count == 1)
        {
            object target = targets.First();
            Give(target, Take(value, target, assignment.Value), assignment.Target.Syntax);
            return Value.Of(target);
        }

        if (key is ILocalSymbol)
        {
            if (_facts.IsOwned(assignment.Target.Type))
            {
                Move(value, assignment.Value);
            }
            else
            {
                LoseSight(value);
            }

            _state = _state.WithFlag(key, OutsOf(assignment.Value));
            return Remember(value.ReadOwners);
        }

        Store(value, assignment.Value, Place(assignment.Target));
        return Value.None;

        Value Remember(ImmutableHashSet<object>? owners)
        {
            if (key is null)
            {
                return Value.None;
            }

            if (owners is not null)
            {
                ViewLocals.Add(key);
            }

            _state = _state.WithView(key, owners);
            return owners is null ? Value.None : Value.View(owners);
        }
    }

    private static string Place(IOperation target) => target switch
    {
        IFieldReferenceOperation { Field.IsStatic: true } => "stored in a static",
        IFieldReferenceOperation => "stored in a field",
        IPropertyReferenceOperation => "stored in a property",
        IParameterReferenceOperation => "stored in a parameter",
        _ => "stored in an element",
    };

    /// <summary>A value goes to a place that may live on: what is owned is moved there, a view must not.</summary>
    private void Store(Value value, IOperation at, string how)
    {
        if (value.ReadOwners is { } owners
            && (how != "stored in a parameter" || owners.Any(o => _state[o].May(Holding.Owned | Holding.Gone))))
        {
            _report.View(at.Syntax, $"is {how}, where it can outlive what it reaches into");
        }

        if (value.IsHidden)
        {
            LoseSight(value);
        }
        else
        {
            Move(value, at, how);
        }
    }

    private Value Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        IOperation target = deconstruction.Target is IDeclarationExpressionOperation declaration
            ? declaration.Expression : deconstruction.Target;
        IOperation source = deconstruction.Value;
        while (source is IConversionOperation conversion)
        {
            source = conversion.Operand;
        }

        if (target is not ITupleOperation targets)
        {
            return Value.None;
        }

        Value[] values = source is ITupleOperation parts && parts.Elements.Length == targets.Elements.Length
            ? [.. parts.Elements.Select(Evaluate)] : Array.Empty<Value>();
        if (values.Length == 0)
        {
            Use(Evaluate(source), source);
        }

        Slot[] slots = new Slot[targets.Elements.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            object variable = VariablesOf(_state, targets.Elements[i]).FirstOrDefault();
            slots[i] = values.Length == 0 ? new Slot(Holding.Owned, [targets.Elements[i].Syntax])
                : Take(values[i], variable ?? Value.Elsewhere, source);
        }

        bool gives = values.Length > 0 || source is IInvocationOperation or IAwaitOperation;
        for (int i = 0; i < slots.Length; i++)
        {
            IOperation element = targets.Elements[i];
            if (VariablesOf(_state, element) is { IsEmpty: false } variables)
            {
                Give(variables.First(), gives ? slots[i] : Slot.Nothing, element.Syntax);
            }
            else if (element is ITupleOperation)
            {
                continue;
            }
            else if (element is IDiscardOperation && gives && slots[i].May(Holding.Owned)
                && _facts.IsOwned(element.Type))
            {
                _report.Discarded(element.Syntax, "is thrown away");
            }
            else if (Key(element) is null)
            {
                Evaluate(element);
            }
        }

        return Value.None;
    }

    private Value Match(IIsPatternOperation pattern)
    {
        Value value = Evaluate(pattern.Value);
        ILocalSymbol declared = DeclaredBy(pattern.Pattern).OfType<ILocalSymbol>()
            .FirstOrDefault(l => IsFollowed(l, l.Type));
        if (value.Fresh is { } site && declared is not null)
        {
            _state = _state.With(declared, new Slot(Holding.Owned, [site]));
        }
        else if (declared is not null && !value.Variables.IsEmpty)
        {
            Give(declared, Take(value, declared, pattern.Value), pattern.Pattern.Syntax);
        }
        else
        {
            Use(value, pattern.Value);
        }

        return Value.None;
    }
}
