using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Theseus.Analyzers.Ownership;

/// <summary>
/// What the lambdas and local functions of a body capture. When such a function runs is not known, so captured owned
/// variables are not followed; the functions' own are.
/// </summary>
internal sealed class Captures
{
    public Captures(IOperation root)
    {
        ImmutableHashSet<ISymbol>.Builder symbols = ImmutableHashSet.CreateBuilder<ISymbol>(
            SymbolEqualityComparer.Default);
        List<(ISymbol, SyntaxNode)> places = new();
        foreach (IOperation function in root.Descendants())
        {
            IMethodSymbol? inner = function switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => null,
            };
            if (inner is null)
            {
                continue;
            }

            foreach (IOperation operation in function.Descendants())
            {
                ISymbol? symbol = operation switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    _ => null,
                };
                if (symbol is null || IsWithin(symbol.ContainingSymbol, inner))
                {
                    continue;
                }

                symbols.Add(symbol);
                places.Add((symbol, operation.Syntax));
            }
        }

        (Symbols, Places) = (symbols.ToImmutable(), places);
    }

    public ImmutableHashSet<ISymbol> Symbols { get; }

    public IReadOnlyList<(ISymbol Symbol, SyntaxNode Place)> Places { get; }

    private static bool IsWithin(ISymbol? symbol, IMethodSymbol function)
    {
        for (; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol, function))
            {
                return true;
            }
        }

        return false;
    }
}
