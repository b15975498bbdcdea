using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers.Structure;

/// <summary>
/// THS0009: in an assembly marked <c>[assembly: ServerCell]</c>, no static keeps state for clients: statics are
/// constant, or read-only and of a type that does not change, unless <c>[KeepsState("why")]</c> argues otherwise.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StateSpillAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.StateSpill];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(ReasonIsGiven, SymbolKind.Field, SymbolKind.Property, SymbolKind.Event,
            SymbolKind.NamedType);
        context.RegisterCompilationStartAction(start =>
        {
            if (Facts.Has(start.Compilation.Assembly, "ServerCellAttribute"))
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    private static void ReasonIsGiven(SymbolAnalysisContext context)
    {
        if (Facts.Find(context.Symbol, "KeepsStateAttribute") is not { } attribute)
        {
            return;
        }

        string? reason = Facts.Constant(attribute.ConstructorArguments.FirstOrDefault()) as string;
        if (string.IsNullOrWhiteSpace(reason))
        {
            Report(context, context.Symbol, $"[KeepsState] on '{context.Symbol.Name}' gives no reason");
        }
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        for (INamedTypeSymbol outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (Facts.Has(outer, "KeepsStateAttribute"))
            {
                return;
            }
        }

        foreach (IEventSymbol changing in type.GetMembers().OfType<IEventSymbol>())
        {
            if (changing.IsStatic && changing.AddMethod is { IsImplicitlyDeclared: true }
                && !Facts.Has(changing, "KeepsStateAttribute"))
            {
                Report(context, changing,
                    $"The static event '{changing.Name}' of a server cell keeps who listens: that is state spill");
            }
        }

        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (!field.IsStatic || field.IsConst || type.TypeKind == TypeKind.Enum)
            {
                continue;
            }

            if (field.AssociatedSymbol is IEventSymbol)
            {
                continue;
            }

            ISymbol member = field.AssociatedSymbol ?? field;
            if (field.IsImplicitlyDeclared && field.AssociatedSymbol is null
                || Facts.Has(member, "KeepsStateAttribute") || Facts.Has(field, "KeepsStateAttribute"))
            {
                continue;
            }

            if (!field.IsReadOnly)
            {
                Report(context, member,
                    $"The static '{member.Name}' of a server cell can be assigned: what it keeps for clients is "
                        + $"state spill");
            }
            else if (Mutability.Of(field.Type, context.Compilation.Assembly) is { } why)
            {
                Report(context, member,
                    $"The static '{member.Name}' of a server cell is {why}: what it keeps for clients is state spill");
            }
        }
    }

    private static void Report(SymbolAnalysisContext context, ISymbol at, string message) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.StateSpill, Facts.Place(at), message));
}
