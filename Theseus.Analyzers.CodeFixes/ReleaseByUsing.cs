using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Theseus.Analyzers.CodeFixes;

/// <summary>
/// For THS0001: a local that is initialised with an owned value is declared with <c>using</c>; a result that is thrown
/// away is disposed of.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReleaseByUsing : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["THS0001"];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode? node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            switch (node)
            {
                case ExpressionSyntax { Parent: ExpressionStatementSyntax statement } expression:
                    Offer("Release the result", statement, statement.WithExpression(SyntaxFactory.InvocationExpression(
                        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression,
                            expression.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Dispose")))));
                    break;
                case ExpressionSyntax
                {
                    Parent: EqualsValueClauseSyntax
                    {
                        Parent: VariableDeclaratorSyntax
                        {
                            Parent: VariableDeclarationSyntax
                            {
                                Variables.Count: 1,
                                Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } local,
                            },
                        } declarator,
                    },
                } when !IsNamedAgain(local, declarator.Identifier.ValueText):
                    Offer("Declare it with 'using'", local, local.WithoutLeadingTrivia()
                        .WithUsingKeyword(
                        SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                        .WithLeadingTrivia(local.GetLeadingTrivia()));
                    break;
            }

            void Offer(string title, SyntaxNode old, SyntaxNode fresh) => context.RegisterCodeFix(
                CodeAction.Create(title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(old, fresh))), title),
                        diagnostic);
        }
    }

    /// <summary>A local that some path releases or moves would be released twice: there the author decides.</summary>
    private static bool IsNamedAgain(LocalDeclarationStatementSyntax local, string name) =>
        local.Parent?.DescendantNodes()
        .OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == name
            && (n.Parent is ArgumentSyntax or ReturnStatementSyntax or AssignmentExpressionSyntax
            or EqualsValueClauseSyntax
                || n.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax,
                Name.Identifier.ValueText: "Dispose" })) == true;
}
