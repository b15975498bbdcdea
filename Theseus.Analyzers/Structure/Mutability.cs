using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers.Structure;

/// <summary>
/// Whether what a read-only static refers to can change: an array, a collection that can be added to, one of a few
/// known holders, or an object of a type of the same assembly with a field that can.
/// </summary>
internal static class Mutability
{
    /// <summary>
    /// Why values of <paramref name="type"/> can change, as words after "is"; null if they cannot, or none is known.
    /// </summary>
    public static string? Of(ITypeSymbol type, IAssemblySymbol assembly) => Of(type, assembly, []);

    private static string? Of(ITypeSymbol type, IAssemblySymbol assembly, HashSet<string> seen)
    {
        if (type is IArrayTypeSymbol)
        {
            return "an array";
        }

        if (type is not INamedTypeSymbol named || named.TypeKind is TypeKind.Enum or TypeKind.Delegate)
        {
            return null;
        }

        string space = named.ContainingNamespace?.ToDisplayString() ?? "";
        if (space is "System.Collections.Immutable" or "System.Collections.Frozen"
            || named.Name.StartsWith("ReadOnly", StringComparison.Ordinal))
        {
            return null;
        }

        if (IsHolder(named, space) || named.AllInterfaces.Append(named).Any(IsCollection))
        {
            return $"a {named.Name}, which can change";
        }

        if (!SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, assembly)
            || named.IsReadOnly && named.IsValueType
            || !seen.Add(named.ToDisplayString()))
        {
            return null;
        }

        for (INamedTypeSymbol? t = named; t is not null
            && SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, assembly); t = t.BaseType)
        {
            foreach (IFieldSymbol field in t.GetMembers().OfType<IFieldSymbol>())
            {
                // A readonly struct field of a class cannot be changed; a struct held in a readonly static cannot
                // either.
                if (!field.IsStatic && !field.IsConst
                    && (!field.IsReadOnly && named.IsReferenceType || Of(field.Type, assembly, seen) is not null))
                {
                    return $"a {named.Name}, whose '{(field.AssociatedSymbol ?? field).Name}' can change";
                }
            }
        }

        return null;
    }

    private static bool IsCollection(INamedTypeSymbol type) =>
        type is { Name: "ICollection" or "IList" or "IDictionary" or "ISet" or "IProducerConsumerCollection" }
        && type.ContainingNamespace?.ToDisplayString()
        .StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private static bool IsHolder(INamedTypeSymbol type, string space) => (space, type.Name) is
        ("System.Text", "StringBuilder")
        or ("System.Runtime.CompilerServices", "ConditionalWeakTable" or "StrongBox")
        or ("System.Threading", "ThreadLocal" or "AsyncLocal")
        or ("System.Threading.Channels", "Channel")
        or ("System.Collections.Generic", "Queue" or "Stack" or "PriorityQueue")
        or ("System.Collections", "Queue" or "Stack")
        or ("System", "WeakReference");
}
