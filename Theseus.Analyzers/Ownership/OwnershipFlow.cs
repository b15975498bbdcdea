// The problem: tell, of every variable that may own a resource, what it may hold at each point of a method.
// The idea: a forward analysis over the compiler's control flow graph. Each variable has a set of things that it may
// hold (Holding); a statement maps sets to sets; paths join by union; blocks are visited until nothing grows.
// The graph has no edges for exceptions and runs no finally by itself, so two things are done here: a branch that
// leaves a try with a finally runs the finally's blocks on the state that it carries, as often as there are such
// branches, so that each keeps what it knows; and an operation that may throw sends its state outwards, through the
// same finallies, to every handler that may catch it, and at last out of the method.
// Sets only grow, so what a rule sees in a set is true at the end too and can be reported at once.

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Theseus.Analyzers.Ownership;

/// <summary>Follows the owned values and the views of one body through its control flow.</summary>
internal sealed partial class OwnershipFlow
{
    private readonly ControlFlowGraph _graph;
    private readonly Facts _facts;
    private readonly IMethodSymbol? _method;
    private readonly ImmutableHashSet<ISymbol> _captured;
    private readonly Reporter _report;
    private readonly Stack<Run> _runs = new();

    private FlowState _state = FlowState.Empty;
    private BasicBlock _block;

    /// <summary>Whether control gets past the operation just seen.</summary>
    private bool _isDead;

    /// <param name="method">The method that the body is of; null for an initialiser.</param>
    /// <param name="captured">Locals and parameters that lambdas and local functions capture: they are not
    /// followed.</param>
    public OwnershipFlow(ControlFlowGraph graph, Facts facts, IMethodSymbol? method,
        ImmutableHashSet<ISymbol> captured, Reporter report)
    {
        (_graph, _facts, _method, _captured, _report) = (graph, facts, method, captured, report);
        _block = graph.Blocks[0];
    }

    /// <summary>Locals that held a view at some time.</summary>
    public HashSet<object> ViewLocals { get; } = [];

    public void Analyze()
    {
        FlowState state = FlowState.Empty;
        foreach (IParameterSymbol parameter in _method?.Parameters ?? [])
        {
            if (IsFollowed(parameter, parameter.Type) && parameter.RefKind is RefKind.None or RefKind.In)
            {
                SyntaxNode? syntax = parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
                state = state.With(parameter, Facts.Moves(parameter) && syntax is not null
                    ? new Slot(Holding.Owned, [syntax])
                    : new Slot(Facts.MovesOnSuccess(parameter) ? Holding.Untracked : Holding.Borrowed));
            }
        }

        Run run = new(0, _graph.Blocks.Length - 1);
        _runs.Push(run);
        run.Reach(0, state);
        Drain(run);
        _runs.Pop();
        ReportPerhaps();
    }

    private bool IsFollowed(ISymbol symbol, ITypeSymbol type) => _facts.IsOwned(type) && !_captured.Contains(symbol);

    private void Drain(Run run)
    {
        while (run.Next() is { } ordinal)
        {
            (_block, _state, _isDead) = (_graph.Blocks[ordinal], run[ordinal], false);
            foreach (IOperation operation in _block.Operations)
            {
                Statement(operation);
                if (_isDead)
                {
                    break;
                }
            }

            if (!_isDead)
            {
                Leave();
            }
        }
    }

    private void Leave()
    {
        (BasicBlock block, IOperation? value) = (_block, _block.BranchValue);
        if (block.ConditionalSuccessor is { } conditional)
        {
            if (value is not null)
            {
                Use(Evaluate(value), value);
            }

            if (_isDead)
            {
                return;
            }

            FlowState state = _state;
            bool onTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            Follow(conditional, Assume(state, value, onTrue));
            _block = block;
            Follow(block.FallThroughSuccessor, Assume(state, value, !onTrue));
            return;
        }

        if (value is not null)
        {
            if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return)
            {
                Return(value);
            }
            else
            {
                Use(Evaluate(value), value);
            }
        }

        if (!_isDead)
        {
            Follow(block.FallThroughSuccessor, _state);
        }
    }

    private void Follow(ControlFlowBranch? branch, FlowState? state)
    {
        if (branch is null || state is null)
        {
            return;
        }

        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Throw(state, branch.Source.BranchValue?.Syntax);
                return;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                _runs.Peek().End(state);
                return;
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                break;
            default:
                return;
        }

        foreach (ControlFlowRegion region in branch.FinallyRegions)
        {
            if (RunFinally(region, state) is not { } after)
            {
                return;
            }

            state = after;
        }

        foreach (ControlFlowRegion region in branch.LeavingRegions)
        {
            state = LeaveScope(region, state);
        }

        if (branch.Destination is not { } destination)
        {
            return;
        }

        if (destination.Kind == BasicBlockKind.Exit)
        {
            LeaveMethod(state);
        }
        else
        {
            Reach(destination.Ordinal, state);
        }
    }

    /// <summary>
    /// The state behind a finally that is entered with <paramref name="state"/>; null if its end is not reached.
    /// </summary>
    private FlowState? RunFinally(ControlFlowRegion region, FlowState state)
    {
        (BasicBlock _block, FlowState _state, bool _isDead) kept = (_block, _state, _isDead);
        Run run = new(region.FirstBlockOrdinal, region.LastBlockOrdinal);
        _runs.Push(run);
        run.Reach(region.FirstBlockOrdinal, state);
        Drain(run);
        _runs.Pop();
        (_block, _state, _isDead) = kept;
        return run.Out;
    }

    private void Reach(int ordinal, FlowState state) => _runs.First(r => r.Contains(ordinal)).Reach(ordinal, state);

    /// <summary>
    /// Sends <paramref name="state"/> where an exception would take it. What is still owned when it leaves the method
    /// is lost (THS0002).
    /// </summary>
    private void Throw(FlowState state, SyntaxNode? by)
    {
        // The root of a lambda's or a local function's graph lies in a region of the graph around it, whose handlers do
        // not guard the function's body and whose blocks are not of this graph.
        for (ControlFlowRegion region = _block.EnclosingRegion; region.Kind != ControlFlowRegionKind.Root
            && region.EnclosingRegion is { } outer; region = outer)
        {
            if (region.Kind != ControlFlowRegionKind.Try)
            {
                continue;
            }

            if (outer.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                if (outer.NestedRegions.FirstOrDefault(r => r.Kind == ControlFlowRegionKind.Finally) is not { } last)
                {
                    continue;
                }

                if (RunFinally(last, state) is not { } after)
                {
                    return;
                }

                state = after;
            }
            else if (outer.Kind == ControlFlowRegionKind.TryAndCatch)
            {
                foreach (ControlFlowRegion handler in outer.NestedRegions.Skip(1))
                {
                    Reach(handler.FirstBlockOrdinal, state);
                    if (handler.Kind == ControlFlowRegionKind.Catch
                        && (handler.ExceptionType is null
                        || handler.ExceptionType.SpecialType == SpecialType.System_Object
                            || handler.ExceptionType is { Name: "Exception",
                            ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }))
                    {
                        return;
                    }
                }
            }
        }

        foreach (KeyValuePair<object, Slot> slot in state.Slots)
        {
            if (slot.Value.May(Holding.Owned))
            {
                _report.LostOnThrow(slot.Key, slot.Value.Sites, by);
            }
        }
    }

    private FlowState LeaveScope(ControlFlowRegion region, FlowState state)
    {
        foreach (object variable in region.Locals.Cast<object>().Concat(region.CaptureIds.Select(c => (object)c)))
        {
            if (!state.Slots.TryGetValue(variable, out Slot? slot))
            {
                continue;
            }

            Lose(variable, slot);
            if (slot.May(Holding.Owned | Holding.PerhapsOwned))
            {
                state = state.With(variable, Slot.Nothing);
            }
        }

        return state;
    }

    private void LeaveMethod(FlowState state)
    {
        foreach (KeyValuePair<object, Slot> slot in state.Slots)
        {
            Lose(slot.Key, slot.Value);
        }
    }

    private void Lose(object variable, Slot slot)
    {
        if (slot.May(Holding.Owned))
        {
            _report.Leak(variable, slot.Sites);
        }
        else if (slot.May(Holding.PerhapsOwned))
        {
            _perhaps[variable] = _perhaps.TryGetValue(variable, out ImmutableHashSet<SyntaxNode> sites)
                ? sites.Union(slot.Sites) : slot.Sites;
        }
    }

    // What a call may have given, by a result that is not a boolean, is reported only if no path ever takes care of it.
    private readonly Dictionary<object, ImmutableHashSet<SyntaxNode>> _perhaps = [];
    private readonly HashSet<object> _takenCareOf = [];

    private void ReportPerhaps()
    {
        foreach (KeyValuePair<object, ImmutableHashSet<SyntaxNode>> variable in _perhaps)
        {
            if (!_takenCareOf.Contains(variable.Key))
            {
                _report.Leak(variable.Key, variable.Value);
            }
        }
    }
}
