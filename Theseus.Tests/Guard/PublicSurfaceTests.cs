using Microsoft.CodeAnalysis;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>
/// What a cell can name of the trusted assemblies is exactly what <c>PublicSurface.txt</c> lists. A line there says
/// that somebody has asked of the member what a hostile caller can do with it: any number, null, twice, after release,
/// from a finalizer, re-entrantly (docs/capabilities.md).
/// </summary>
public sealed class PublicSurfaceTests
{
    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeRef)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static string ListFile =>
        Path.Combine(Theseus.Build.Workspace.Find().Root, "Theseus.Tests", "Guard", "PublicSurface.txt");

    [Fact]
    public void The_public_surface_of_the_trusted_assemblies_is_the_reviewed_one()
    {
        string[] listed = [.. File.ReadLines(ListFile).Where(line => line.Length != 0 && line[0] != '#')];
        string[] actual = [.. TrustedSources.Assemblies.SelectMany(Surface)];
        if (Environment.GetEnvironmentVariable("THESEUS_WRITE_SURFACE") is { } target)
        {
            File.WriteAllLines(target, actual);
        }

        Assert.Equal([], actual.Except(listed));
        Assert.Equal([], listed.Except(actual));
    }

    [Fact]
    public void Nothing_public_takes_or_gives_a_pointer_or_a_native_number()
    {
        string[] shown = [
            .. TrustedSources.Assemblies.SelectMany(Surface)
            .Where(line => line.Contains('*') || line.Contains("nint") || line.Contains("nuint")
            || line.Contains("IntPtr"))];
        Assert.Equal([], shown);
    }

    [Fact]
    public void No_public_static_can_be_set()
    {
        IEnumerable<string> settable = TrustedSources.Assemblies.SelectMany(Types)
            .SelectMany(type => type.GetMembers())
            .Where(member => member is { IsStatic: true, DeclaredAccessibility: Accessibility.Public }
                && member is IFieldSymbol { IsReadOnly: false, IsConst: false }
                or IPropertySymbol { SetMethod.DeclaredAccessibility: Accessibility.Public })
            .Select(member => member.ToDisplayString(s_format));
        Assert.Equal([], settable);
    }

    private static IEnumerable<string> Surface(string assembly)
    {
        foreach (INamedTypeSymbol type in Types(assembly)
            .OrderBy(type => type.ToDisplayString(s_format), StringComparer.Ordinal))
        {
            yield return $"{assembly} {type.ToDisplayString(s_format)}";
            foreach (string member in type.GetMembers().Where(IsShown)
                .Select(member => member.ToDisplayString(s_format)).Order(StringComparer.Ordinal))
            {
                yield return $"{assembly}   {member}";
            }
        }
    }

    /// <summary>Public, or protected in what can be derived from; accessors are shown by their property; implicit
    /// constructors are. Of a delegate it is the call: no language names its constructor, and the guard asks where a
    /// function comes from.</summary>
    private static bool IsShown(ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected
        or Accessibility.ProtectedOrInternal
        && member is not IMethodSymbol { AssociatedSymbol: not null } and not INamedTypeSymbol
        && (member.ContainingType.TypeKind != TypeKind.Enum || !member.IsImplicitlyDeclared)
        && (member.ContainingType.TypeKind != TypeKind.Delegate || member.Name == "Invoke");

    private static IEnumerable<INamedTypeSymbol> Types(string assembly) =>
        Within(TrustedSources.Of(assembly).Assembly.GlobalNamespace);

    private static IEnumerable<INamedTypeSymbol> Within(INamespaceOrTypeSymbol container)
    {
        foreach (INamespaceOrTypeSymbol member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public
                or Accessibility.Protected } type)
            {
                yield return type;
            }

            if (member is INamespaceSymbol || member.DeclaredAccessibility is Accessibility.Public)
            {
                foreach (INamedTypeSymbol inner in Within(member))
                {
                    yield return inner;
                }
            }
        }
    }
}
