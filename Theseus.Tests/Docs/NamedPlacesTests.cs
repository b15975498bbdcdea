using System.Text.RegularExpressions;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Docs;

/// <summary>The pages for people name folders and files of the tree: those are there.</summary>
public sealed partial class NamedPlacesTests
{
    private static readonly Workspace s_tree = Workspace.Find();

    public static TheoryData<string> Pages()
    {
        TheoryData<string> pages = new() { "README.md", "CONTRIBUTING.md" };
        foreach (string page in Directory.GetFiles(s_tree.In("docs"), "*.md", SearchOption.AllDirectories))
        {
            pages.Add(Path.GetRelativePath(s_tree.Root, page));
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_place_that_a_page_names_is_there(string page)
    {
        string[] missing = Missing(File.ReadAllText(s_tree.In(page))).ToArray();

        Assert.True(missing.Length == 0, $"{page} names what is not there: {string.Join(", ", missing)}");
    }

    [Fact]
    public void A_place_that_is_gone_is_found() =>
        Assert.Equal(["Theseus.Memory/Nowhere/Lost.cs"],
        Missing("see `Theseus.Memory/Nowhere/Lost.cs` and `Theseus.Memory/Owned`"));

    [Fact]
    public void The_architecture_names_every_layer()
    {
        string text = File.ReadAllText(s_tree.In("docs", "architecture.md"));
        IEnumerable<string> layers = Directory.GetDirectories(s_tree.Root, "Theseus.*").Select(Path.GetFileName)
            .OfType<string>()
            .Where(name => name != "Theseus.Analyzers.CodeFixes");

        Assert.All(layers, layer => Assert.Contains(layer, text, StringComparison.Ordinal));
    }

    /// <summary>Paths below the root that a text names in backquotes and the tree does not have.</summary>
    private static IEnumerable<string> Missing(string text) =>
        Place().Matches(text).Select(m => m.Groups[1].Value.TrimEnd('/'))
        .Where(place => !place.Contains("Primes", StringComparison.Ordinal)) // README's example of a cell to write
        .Where(place => !Path.Exists(s_tree.In(place)));

    [GeneratedRegex(@"`((?:Theseus\.[A-Za-z]+|docs|\.ci)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex Place();
}
