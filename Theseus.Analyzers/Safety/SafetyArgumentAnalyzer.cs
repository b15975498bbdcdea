using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers.Safety;

/// <summary>
/// THS0007: an unsafe block, or a declaration that says <c>unsafe</c>, has a comment <c>// SAFETY: why</c> between it
/// and what comes before it. One argument covers all that is inside; that of a partial type, all its parts. In a cell
/// none will do: whatever its project allows, the build's guard refuses what is unsafe there.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SafetyArgumentAnalyzer : DiagnosticAnalyzer
{
    private const string Mark = "SAFETY:";
    private const string LayerOfCells = "Theseus.Cells";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoSafetyArgument];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Analyze,
            SyntaxKind.UnsafeStatement, SyntaxKind.LocalFunctionStatement,
            SyntaxKind.ClassDeclaration, SyntaxKind.StructDeclaration, SyntaxKind.InterfaceDeclaration,
            SyntaxKind.RecordDeclaration, SyntaxKind.RecordStructDeclaration, SyntaxKind.DelegateDeclaration,
            SyntaxKind.MethodDeclaration, SyntaxKind.ConstructorDeclaration, SyntaxKind.DestructorDeclaration,
            SyntaxKind.OperatorDeclaration, SyntaxKind.ConversionOperatorDeclaration, SyntaxKind.PropertyDeclaration,
            SyntaxKind.IndexerDeclaration, SyntaxKind.FieldDeclaration, SyntaxKind.EventDeclaration,
                SyntaxKind.EventFieldDeclaration);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        if (UnsafeWord(context.Node) is not { } word)
        {
            return;
        }

        bool isInCell = context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(
            "build_property.TheseusLayer", out string? layer) && layer == LayerOfCells;
        for (SyntaxNode? node = context.Node; node is not null && !isInCell; node = node.Parent)
        {
            if (node is StatementSyntax or MemberDeclarationSyntax && (Argues(node) || IsPartArgued(context, node)))
            {
                return;
            }
        }

        context.ReportDiagnostic(Diagnostic.Create(Rules.NoSafetyArgument, word.GetLocation(), What(context.Node),
            isInCell ? "is in a cell, and a cell has no unsafe code: neither its project nor a comment allows it"
                : "has no '// SAFETY:' comment directly above that says why it holds"));
    }

    private static SyntaxToken? UnsafeWord(SyntaxNode node)
    {
        SyntaxToken word = node switch
        {
            UnsafeStatementSyntax statement => statement.UnsafeKeyword,
            LocalFunctionStatementSyntax function => Find(function.Modifiers),
            MemberDeclarationSyntax member => Find(member.Modifiers),
            _ => default,
        };
        return word.IsKind(SyntaxKind.UnsafeKeyword) ? word : null;

        static SyntaxToken Find(SyntaxTokenList modifiers) =>
            modifiers.FirstOrDefault(m => m.IsKind(SyntaxKind.UnsafeKeyword));
    }

    private static string What(SyntaxNode node) => node switch
    {
        UnsafeStatementSyntax => "block",
        TypeDeclarationSyntax => "type",
        LocalFunctionStatementSyntax => "function",
        _ => "declaration",
    };

    /// <summary>
    /// A comment with words after the mark, before the declaration or between its attributes and its modifiers.
    /// </summary>
    private static bool Argues(SyntaxNode node)
    {
        if (IsIn(node.GetLeadingTrivia()))
        {
            return true;
        }

        (SyntaxList<AttributeListSyntax> attributes, SyntaxTokenList modifiers) = node switch
        {
            MemberDeclarationSyntax member => (member.AttributeLists, member.Modifiers),
            LocalFunctionStatementSyntax function => (function.AttributeLists, function.Modifiers),
            _ => default,
        };
        return attributes.Any(a => IsIn(a.GetLeadingTrivia()) || IsIn(a.GetTrailingTrivia()))
            || modifiers.Count > 0 && IsIn(modifiers[0].LeadingTrivia);
    }

    private static bool IsIn(SyntaxTriviaList trivia) => trivia.Any(t =>
        t.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        && t.ToString() is var text && text.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at
        && text.Substring(at + Mark.Length).Any(char.IsLetter));

    private static bool IsPartArgued(SyntaxNodeAnalysisContext context, SyntaxNode node) =>
        node is TypeDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && context.SemanticModel.GetDeclaredSymbol(type, context.CancellationToken) is { } symbol
        && symbol.DeclaringSyntaxReferences.Any(r => Argues(r.GetSyntax(context.CancellationToken)));
}
