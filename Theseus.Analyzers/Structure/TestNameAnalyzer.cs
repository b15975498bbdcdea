using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers.Structure;

/// <summary>
/// THS0012: a test's name is a sentence, its words joined by underscores: the list of tests is read by people. A test is a method with
/// an attribute whose type's name begins with <c>Fact</c> or <c>Theory</c>.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TestNameAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TestName];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.Method);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        ISymbol method = context.Symbol;
        if (IsRunTogether(method.Name) && method.GetAttributes().Any(a => a.AttributeClass?.Name is "FactAttribute" or "TheoryAttribute"))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.TestName, method.Locations[0], method.Name));
        }
    }

    /// <summary>Several words and no underscore.</summary>
    private static bool IsRunTogether(string name) => !name.Contains('_') && name.Skip(1).Any(char.IsUpper);
}
