using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Theseus.Analyzers.Ownership;

// What happens to variables: borrowed, released, moved, given something new; and what a condition tells of them.
internal sealed partial class OwnershipFlow
{
    /// <summary>The value is looked at, or lent for a call.</summary>
    private void Use(Value value, IOperation at)
    {
        foreach (object variable in value.Variables)
        {
            Slot slot = _state[variable];
            if (slot.May(Holding.Gone))
            {
                _report.UsedAfter(variable, slot.Holding, at.Syntax);
            }
        }
    }

    /// <summary>The view is looked at: what it reaches into must still be there.</summary>
    private void UseView(ImmutableHashSet<object> owners, IOperation at)
    {
        if (owners.Any(o => _state[o].May(Holding.Gone)))
        {
            _report.View(at.Syntax, "is used after what it reaches into was released or moved");
        }
    }

    private void Release(Value value, IOperation at) => End(value, Holding.Released, at, "released here");

    private void Move(Value value, IOperation at, string how = "moved here") => End(value, Holding.Moved, at, how);

    private void End(Value value, Holding how, IOperation at, string words)
    {
        foreach (object variable in value.Variables)
        {
            Slot slot = _state[variable];
            if (slot.May(Holding.Gone))
            {
                _report.Twice(variable, slot.Holding, how, at.Syntax);
            }

            if (slot.May(Holding.Borrowed))
            {
                _report.BorrowedConsumed(variable, words, at.Syntax);
            }

            _takenCareOf.Add(variable);
            if ((slot.Holding & Holding.Untracked) == 0)
            {
                _state = _state.With(variable, how);
            }
        }
    }

    private void LoseSight(Value value)
    {
        foreach (object variable in value.Variables)
        {
            _takenCareOf.Add(variable);
            _state = _state.With(variable, Holding.Untracked);
        }
    }

    /// <summary>Something new comes into a variable that the analysis follows.</summary>
    private void Give(object variable, Slot slot, SyntaxNode at)
    {
        Slot old = _state[variable];
        if (old.May(Holding.Owned))
        {
            _report.Overwritten(variable, at);
        }

        _state = _state.With(variable, (old.Holding & Holding.Untracked) == 0 ? slot : old);
    }

    /// <summary>
    /// What moves from <paramref name="value"/> into <paramref name="target"/>; borrowed values are borrowed again.
    /// </summary>
    private Slot Take(Value value, object target, IOperation at)
    {
        if (value.Fresh is { } site && value.Variables.IsEmpty)
        {
            return new Slot(Holding.Owned, [site]);
        }

        Slot? taken = value.Fresh is { } fresh ? new Slot(Holding.Owned, [fresh]) : null;
        foreach (object variable in value.Variables)
        {
            Slot slot = _state[variable];
            if (slot.May(Holding.Gone))
            {
                _report.UsedAfter(variable, slot.Holding, at.Syntax);
            }

            taken = taken?.Join(slot) ?? slot;
            if (Equals(variable, target) || slot.May(Holding.Borrowed) || (slot.Holding & Holding.Untracked) != 0)
            {
                continue;
            }

            _takenCareOf.Add(variable);
            _state = _state.With(variable, Holding.Moved).WithOwnerMoved(variable, target);
        }

        if (taken is null)
        {
            return Slot.Nothing;
        }

        Holding holding = taken.Holding & ~Holding.Gone;
        return taken.With(holding == 0 ? Holding.Nothing : holding);
    }

    /// <summary>
    /// The state after <paramref name="condition"/> turned out as <paramref name="taken"/>; null if it cannot.
    /// </summary>
    private FlowState? Assume(FlowState state, IOperation? condition, bool taken)
    {
        while (true)
        {
            switch (condition)
            {
                case { ConstantValue: { HasValue: true, Value: bool constant } }:
                    return constant == taken ? state : null;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                    (condition, taken) = (not.Operand, !taken);
                    continue;
                case IConversionOperation { OperatorMethod: null } conversion:
                    condition = conversion.Operand;
                    continue;
                case IInvocationOperation or ILocalReferenceOperation or IFlowCaptureReferenceOperation
                    or IParameterReferenceOperation:
                    return Succeed(state, FlaggedBy(state, condition), taken);
                case IIsNullOperation isNull when taken:
                    return Empty(state, VariablesOf(state, isNull.Operand));
                case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } pattern
                    when IsSuccess(value):
                    return Succeed(state, FlaggedBy(state, pattern.Value), !taken);
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } pattern
                    when IsSuccess(value):
                    return Succeed(state, FlaggedBy(state, pattern.Value), taken);
                case IIsPatternOperation pattern:
                    return MeansNothing(pattern.Pattern, taken)
                        ? Empty(state, VariablesOf(state, pattern.Value).Union(DeclaredBy(pattern.Pattern))) : state;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
                    when IsSuccess(binary.RightOperand):
                    return Succeed(state, FlaggedBy(state, binary.LeftOperand),
                        (binary.OperatorKind == BinaryOperatorKind.Equals) == taken);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
                    when (binary.OperatorKind == BinaryOperatorKind.Equals) == taken:
                    return IsNothing(binary.RightOperand) ? Empty(state, VariablesOf(state, binary.LeftOperand))
                        : IsNothing(binary.LeftOperand) ? Empty(state, VariablesOf(state, binary.RightOperand)) : state;
                case IPropertyReferenceOperation { Instance: { } instance,
                    Property.Name: "IsEmpty" or "IsDefault" or "IsNull" } when taken:
                    return Empty(state, VariablesOf(state, instance));
                case IPropertyReferenceOperation { Instance: { } instance,
                    Property.Name: "HasValue" or "IsValid" or "IsHeld" } when !taken:
                    return Empty(state, VariablesOf(state, instance));
                default:
                    return state;
            }
        }
    }

    /// <summary>
    /// Variables that hold a resource if <paramref name="result"/>, of a call or kept of one, says so.
    /// </summary>
    private IEnumerable<object> FlaggedBy(FlowState state, IOperation result)
    {
        while (result is IConversionOperation { OperatorMethod: null } conversion)
        {
            result = conversion.Operand;
        }

        return result is IInvocationOperation call ? Outs(call)
            : Key(result) is { } flag && state.Flags.TryGetValue(flag, out ImmutableHashSet<object>? outs) ? outs : [];
    }

    /// <summary>The zero of an enumeration of errors: the call gave what it should.</summary>
    private static bool IsSuccess(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        return operation is { Type.TypeKind: TypeKind.Enum, ConstantValue: { HasValue: true, Value: var value } }
            && value is (byte)0 or (sbyte)0 or (short)0 or (ushort)0 or 0 or 0u or 0L or 0UL;
    }

    private static FlowState Succeed(FlowState state, IEnumerable<object> variables, bool succeeded)
    {
        foreach (object flagged in variables)
        {
            if (flagged is Inward { Variable: var given })
            {
                if (state[given].May(Holding.PerhapsOwned))
                {
                    state = state.With(given,
                        (state[given].Holding & ~Holding.PerhapsOwned) | (succeeded ? Holding.Moved : Holding.Owned));
                }

                continue;
            }

            object variable = flagged;
            if (!succeeded)
            {
                state = Empty(state, [variable]);
            }
            else if (state[variable].May(Holding.PerhapsOwned))
            {
                state = state.With(variable, (state[variable].Holding & ~Holding.PerhapsOwned) | Holding.Owned);
            }
        }

        return state;
    }

    private static FlowState Empty(FlowState state, IEnumerable<object> variables)
    {
        foreach (object variable in variables)
        {
            Slot slot = state[variable];
            if (slot.May(Holding.Owned | Holding.PerhapsOwned))
            {
                state = state.With(variable,
                    (slot.Holding & ~(Holding.Owned | Holding.PerhapsOwned)) | Holding.Nothing);
            }
        }

        return state;
    }

    private static bool MeansNothing(IPatternOperation pattern, bool matched) => pattern switch
    {
        INegatedPatternOperation negated => MeansNothing(negated.Pattern, !matched),
        IConstantPatternOperation constant => matched && IsNothing(constant.Value),
        IDeclarationPatternOperation or ITypePatternOperation => !matched,
        IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true } =>
            !matched,
        _ => false,
    };

    private static ISymbol[] DeclaredBy(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => DeclaredBy(negated.Pattern),
        IDeclarationPatternOperation { DeclaredSymbol: { } symbol } => [symbol],
        IRecursivePatternOperation { DeclaredSymbol: { } symbol } => [symbol],
        _ => [],
    };

    private static bool IsNothing(IOperation operation) => operation is IDefaultValueOperation
        || operation is IConversionOperation { OperatorMethod: null } conversion && IsNothing(conversion.Operand)
        || operation.ConstantValue is { HasValue: true, Value: null };

    private static object? Key(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFlowCaptureReferenceOperation capture => capture.Id,
        IFlowCaptureOperation capture => capture.Id,
        _ => null,
    };

    /// <summary>Variables whose contents <paramref name="operation"/> is, without looking at them.</summary>
    private ImmutableHashSet<object> VariablesOf(FlowState state, IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        ImmutableHashSet<object> none = ImmutableHashSet<object>.Empty;
        return operation switch
        {
            ILocalReferenceOperation local when IsFollowed(local.Local, local.Local.Type)
                && !local.Local.IsRef => none.Add(local.Local),
            IParameterReferenceOperation parameter when IsFollowed(parameter.Parameter, parameter.Parameter.Type)
                && state.Slots.ContainsKey(parameter.Parameter) => none.Add(parameter.Parameter),
            IFlowCaptureReferenceOperation capture =>
                (state.Aliases.TryGetValue(capture.Id, out ImmutableHashSet<object>? variables) ? variables : none)
                .Union(state.Slots.ContainsKey(capture.Id) ? none.Add(capture.Id) : none),
            IDeclarationExpressionOperation declaration => VariablesOf(state, declaration.Expression),
            _ => none,
        };
    }
}
