using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Theseus.Analyzers.Structure;

/// <summary>
/// THS0011: a line of C# ends by column 120, unless a literal reaches over it: what a literal says is not to be bent for the page. Code
/// that a generator has written is nobody's page.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LineLengthAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Characters of the longest line.</summary>
    public const int Limit = 120;

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.LongLine];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxTreeAction(Analyze);
    }

    private static void Analyze(SyntaxTreeAnalysisContext context)
    {
        foreach (TextLine line in context.Tree.GetText(context.CancellationToken).Lines)
        {
            int length = line.Span.Length;
            if (length <= Limit || IsOfLiteral(context.Tree.GetRoot(context.CancellationToken), line))
            {
                continue;
            }

            Location beyond = Location.Create(context.Tree, TextSpan.FromBounds(line.Start + Limit, line.End));
            context.ReportDiagnostic(Diagnostic.Create(Rules.LongLine, beyond, length, Limit));
        }
    }

    /// <summary>True if a string holds the line's first character beyond the limit, or the one before.</summary>
    private static bool IsOfLiteral(SyntaxNode root, TextLine line)
    {
        SyntaxToken token = root.FindToken(line.Start + Limit);
        if (token.SpanStart > line.Start + Limit)
        {
            token = token.GetPreviousToken(); // what is beyond is blank, or a comment
        }

        bool reaches = token.Span.End >= line.Start + Limit;
        return reaches && token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            || (token.Parent is { } parent && parent.AncestorsAndSelf().Any(IsInterpolated));

        bool IsInterpolated(SyntaxNode node) => node.IsKind(SyntaxKind.InterpolatedStringExpression)
            && node.Span.End >= line.Start + Limit;
    }
}
