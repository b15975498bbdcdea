using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Theseus.Analyzers.CodeFixes;

/// <summary>For THS0010: the parameter that is released or moved is marked <c>[Moves]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class TakeOver : CodeFixProvider
{
    private const string Title = "Mark the parameter [Moves]";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["THS0010"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken)
            .ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode? node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node is null
                || model?.GetSymbolInfo(node, context.CancellationToken).Symbol is not IParameterSymbol symbol
                || symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not ParameterSyntax parameter
                || parameter.SyntaxTree != root!.SyntaxTree)
            {
                continue;
            }

            ParameterSyntax marked = parameter.WithoutLeadingTrivia().AddAttributeLists(
                SyntaxFactory.AttributeList(
                    SyntaxFactory.SingletonSeparatedList(
                        SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("Moves"))))
                    .WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(parameter.GetLeadingTrivia());
            context.RegisterCodeFix(CodeAction.Create(Title,
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(parameter, marked))), Title),
                    diagnostic);
        }
    }
}
