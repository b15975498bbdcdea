using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers;

/// <summary>
/// What attributes say of types and members. They are found by full name, so that a cell's author may declare them
/// anew instead of referring to Theseus.Runtime.
/// </summary>
internal sealed class Facts(Compilation compilation)
{
    private readonly Trivial _trivial = new(compilation);
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _owned = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// Values of <paramref name="type"/>, or of the type that it is the nullable form of, own a resource.
    /// </summary>
    public bool IsOwned(ITypeSymbol? type) => type is INamedTypeSymbol && _owned.GetOrAdd(type, FindOwned);

    private bool FindOwned(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return IsOwned(nullable.TypeArguments[0]);
        }

        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (Has(t.OriginalDefinition, "OwnedAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A tuple with an owned element.</summary>
    public bool IsOwnedTuple(ITypeSymbol? type) => type is INamedTypeSymbol { IsTupleType: true } tuple
        && tuple.TupleElements.Any(e => IsOwned(e.Type) || IsOwnedTuple(e.Type));

    public static bool Moves(IParameterSymbol? parameter) => parameter is not null
        && Find(parameter.OriginalDefinition, "MovesAttribute") is { } a && !IsOnSuccess(a);

    /// <summary>The argument is moved if the call succeeds, and otherwise still the caller's.</summary>
    public static bool MovesOnSuccess(IParameterSymbol? parameter) =>
        parameter is not null && Find(parameter.OriginalDefinition, "MovesAttribute") is { } a && IsOnSuccess(a);

    public static bool ConsumesThis(IMethodSymbol method) =>
        Find(method.OriginalDefinition, "ConsumesThisAttribute") is { } a && !IsOnSuccess(a);

    public static bool ConsumesThisOnSuccess(IMethodSymbol method) =>
        Find(method.OriginalDefinition, "ConsumesThisAttribute") is { } a && IsOnSuccess(a);

    private static bool IsOnSuccess(AttributeData attribute) =>
        attribute.NamedArguments.Any(a => a.Key == "OnSuccess" && Constant(a.Value) is true);

    /// <summary>
    /// The value of an attribute's argument. Null for an array, of which nothing here knows, but which a slip may give.
    /// </summary>
    public static object? Constant(TypedConstant argument) => argument.Kind == TypedConstantKind.Array ? null
        : argument.Value;

    /// <summary>Where to report on <paramref name="symbol"/>: some that the compiler makes are nowhere.</summary>
    public static Location Place(ISymbol symbol) => symbol.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None;

    /// <summary>A call that releases its receiver. It is taken not to throw.</summary>
    public static bool IsRelease(IMethodSymbol method) =>
        method is { Name: "Dispose" or "DisposeAsync", Parameters.Length: 0 };

    /// <summary>
    /// Said by [NeverThrows], or by the custom that what is called Try returns its error, or plain from its source.
    /// </summary>
    public bool NeverThrows(IMethodSymbol method) => IsRelease(method)
        || method.Name.StartsWith("Try", StringComparison.Ordinal)
            && (method.ReturnType.SpecialType == SpecialType.System_Boolean
            || method.ReturnType.TypeKind == TypeKind.Enum)
        || method.ContainingType?.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType
        || Has(method.OriginalDefinition, "NeverThrowsAttribute")
        || Has(method.ContainingType?.OriginalDefinition, "NeverThrowsAttribute")
        || _trivial.Is(method);

    public static bool NeverReturns(IMethodSymbol method) => method.OriginalDefinition.GetAttributes()
        .Any(a => a.AttributeClass?.Name == "DoesNotReturnAttribute");

    public static bool IsView(IMethodSymbol method) => Has(method.OriginalDefinition, "ViewAttribute")
        || method.OriginalDefinition.GetReturnTypeAttributes().Any(a => IsTheseus(a, "ViewAttribute"));

    public static bool IsView(IPropertySymbol property) => Has(property.OriginalDefinition, "ViewAttribute")
        || property.GetMethod is { } get && IsView(get);

    /// <summary>A type that reaches into memory that another value holds.</summary>
    public static bool IsViewType(ITypeSymbol? type) => type is INamedTypeSymbol
    {
        Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", Arity: 1,
        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };

    /// <summary>The attribute <c>Theseus.<paramref name="name"/></c> is on <paramref name="symbol"/>.</summary>
    public static bool Has(ISymbol? symbol, string name) => Find(symbol, name) is not null;

    public static AttributeData? Find(ISymbol? symbol, string name) =>
        symbol?.GetAttributes().FirstOrDefault(a => IsTheseus(a, name));

    private static bool IsTheseus(AttributeData attribute, string name) => attribute.AttributeClass is
    {
        ContainingNamespace: { Name: "Theseus", ContainingNamespace.IsGlobalNamespace: true },
    } type && type.Name == name;
}
