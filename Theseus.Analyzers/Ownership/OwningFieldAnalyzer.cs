using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers.Ownership;

/// <summary>
/// THS0005: the type of an instance field that owns has a <c>Dispose</c> that releases or moves the field, itself or by
/// a method of the same type that it calls. Statics own for as long as the system runs and are not asked for.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwningFieldAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.FieldNotDisposed];

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
            start.RegisterSymbolAction(c => Analyze(c, facts), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, Facts facts)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return;
        }

        IMethodSymbol[] dispose = type.GetMembers().OfType<IMethodSymbol>().Where(m => Facts.IsRelease(m)
            || m.ExplicitInterfaceImplementations.Any(Facts.IsRelease)
            || m is { Name: "Dispose", IsOverride: true }).ToArray();

        if (Facts.Has(type, "OwnedAttribute") && !type.IsAbstract && dispose.Length == 0 && !Inherits(type)
            && !type.GetMembers().OfType<IMethodSymbol>().Any(m => Facts.Has(m, "ConsumesThisAttribute")))
        {
            Report(type,
                $"'{type.Name}' is [Owned] but has neither a Dispose nor a method that is [ConsumesThis]: nothing "
                    + $"can release it");
        }

        IFieldSymbol[] fields = type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => !f.IsStatic && facts.IsOwned(f.Type)).ToArray();
        if (fields.Length == 0)
        {
            return;
        }

        HashSet<ISymbol> ended = dispose.Length == 0 ? [] : FieldsEnded(context, dispose);
        foreach (IFieldSymbol field in fields)
        {
            ISymbol member = field.AssociatedSymbol ?? field;
            if (dispose.Length == 0)
            {
                Report(member, $"'{member.Name}' owns a resource, but '{type.Name}' has no Dispose that releases it");
            }
            else if (!ended.Contains(member))
            {
                Report(member,
                    $"'{member.Name}' owns a resource that the Dispose of '{type.Name}' neither releases nor moves");
            }
        }

        void Report(ISymbol at, string message) =>
            context.ReportDiagnostic(Diagnostic.Create(Rules.FieldNotDisposed, Facts.Place(at), message));
    }

    private static bool Inherits(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? b = type.BaseType; b is not null; b = b.BaseType)
        {
            if (b.GetMembers("Dispose").Any())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Fields and properties that are released or moved in <paramref name="dispose"/> and in what it calls of its type.
    /// </summary>
    private static HashSet<ISymbol> FieldsEnded(SymbolAnalysisContext context, IEnumerable<IMethodSymbol> dispose)
    {
        HashSet<ISymbol> ended = new(SymbolEqualityComparer.Default);
        HashSet<IMethodSymbol> seen = new(SymbolEqualityComparer.Default);
        Stack<IMethodSymbol> work = new(dispose);
        while (work.Count > 0)
        {
            IMethodSymbol method = work.Pop();
            if (!seen.Add(method))
            {
                continue;
            }

            foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
            {
                SyntaxNode body = reference.GetSyntax(context.CancellationToken);
#pragma warning disable RS1030 // One body, asked for only where a type holds an owned field.
                SemanticModel model = context.Compilation.GetSemanticModel(body.SyntaxTree);
#pragma warning restore RS1030
                foreach (IdentifierNameSyntax name in body.DescendantNodes().OfType<IdentifierNameSyntax>())
                {
                    switch (model.GetSymbolInfo(name, context.CancellationToken).Symbol)
                    {
                        case IFieldSymbol or IPropertySymbol when EndsHere(name, model):
                            ended.Add(model.GetSymbolInfo(name, context.CancellationToken).Symbol!);
                            break;
                        case IMethodSymbol called
                            when SymbolEqualityComparer.Default.Equals(called.ContainingType, method.ContainingType):
                            work.Push(called);
                            break;
                    }
                }
            }
        }

        return ended;
    }

    private static bool EndsHere(IdentifierNameSyntax name, SemanticModel model)
    {
        ExpressionSyntax field =
            name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access ? access : name;
        while (field.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            field = (ExpressionSyntax)field.Parent;
        }

        return field.Parent switch
        {
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member
                when member.Expression == field => Ends(call),
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax call } => Ends(call),
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword } => true,
            ArgumentSyntax argument =>
                model.GetOperation(
                argument) is Microsoft.CodeAnalysis.Operations.IArgumentOperation { Parameter: var parameter }
                && Facts.Moves(parameter),
            AssignmentExpressionSyntax assignment => assignment.Right == field,
            EqualsValueClauseSyntax or UsingStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax =>
                true,
            _ => false,
        };

        bool Ends(InvocationExpressionSyntax call) =>
            model.GetSymbolInfo(call).Symbol is IMethodSymbol method
            && (Facts.IsRelease(method) || Facts.ConsumesThis(method));
    }
}
