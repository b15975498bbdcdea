using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Theseus.Analyzers.Ownership;

/// <summary>
/// THS0001 to THS0004, THS0006 and THS0010: owned values are released or moved exactly once and not used after, and
/// views do not outlive them. Looks only at bodies that handle such values.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnershipAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.NotReleased, Rules.NotReleasedOnThrow, Rules.UsedAfter, Rules.ReleasedTwice, Rules.ViewEscapes,
            Rules.BorrowedConsumed,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypesByMetadataName("Theseus.OwnedAttribute").IsEmpty)
            {
                return;
            }

            Facts facts = new(start.Compilation);
            start.RegisterOperationBlockAction(c => TryAnalyze(c, facts));
        });
    }

    /// <summary>
    /// What is nested too deep for the stack is left alone; of most of that, the compiler says the same (CS8078).
    /// </summary>
    private static void TryAnalyze(OperationBlockAnalysisContext context, Facts facts)
    {
        try
        {
            Analyze(context, facts);
        }
        catch (InsufficientExecutionStackException)
        {
        }
    }

    private static void Analyze(OperationBlockAnalysisContext context, Facts facts)
    {
        if (!context.OperationBlocks.Any(b => Matters(b, facts))
            && !(context.OwningSymbol is IMethodSymbol method && method.Parameters.Any(p => facts.IsOwned(p.Type))))
        {
            return;
        }

        HashSet<IOperation> roots = new();
        foreach (IOperation block in context.OperationBlocks)
        {
            // Attributes and defaults of parameters are blocks of their method too.
            if (block is IAttributeOperation or IParameterInitializerOperation)
            {
                continue;
            }

            ControlFlowGraph graph = context.GetControlFlowGraph(block);
            if (!roots.Add(graph.OriginalOperation))
            {
                continue;
            }

            Captures captured = new(graph.OriginalOperation);
            Follow(graph, context.OwningSymbol as IMethodSymbol, facts, captured,
                new Reporter(context.ReportDiagnostic));
        }
    }

    private static bool Matters(IOperation block, Facts facts) =>
        block.DescendantsAndSelf().Any(o => facts.IsOwned(o.Type)
        || o is IInvocationOperation { TargetMethod: var method }
        && (facts.IsOwnedTuple(method.ReturnType) || Facts.IsView(method))
        || o is IPropertyReferenceOperation { Property: var property } && Facts.IsView(property));

    private static void Follow(ControlFlowGraph graph, IMethodSymbol? method, Facts facts, Captures captured,
        Reporter report)
    {
        OwnershipFlow flow = new(graph, facts, method, captured.Symbols, report);
        flow.Analyze();
        foreach ((ISymbol Symbol, SyntaxNode Place) capture in captured.Places)
        {
            if (flow.ViewLocals.Contains(capture.Symbol))
            {
                report.View(capture.Place, "is captured by a function that can outlive what it reaches into");
            }
        }

        foreach (IMethodSymbol local in graph.LocalFunctions)
        {
            Follow(graph.GetLocalFunctionControlFlowGraph(local), local, facts, captured, report);
        }

        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IFlowAnonymousFunctionOperation lambda in block.Operations.Append(block.BranchValue)
                .OfType<IOperation>()
                .SelectMany(o => o.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
            {
                Follow(graph.GetAnonymousFunctionControlFlowGraph(lambda), lambda.Symbol, facts, captured, report);
            }
        }
    }
}
