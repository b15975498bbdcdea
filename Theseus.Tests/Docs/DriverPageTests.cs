using Microsoft.CodeAnalysis;
using Theseus.Tests.Guard;
using Xunit;
using Workspace = Theseus.Build.Workspace;

namespace Theseus.Tests.Docs;

/// <summary>The driver that docs/drivers.md has a newcomer type: it compiles against what any cell can name.</summary>
public sealed class DriverPageTests
{
    [Fact]
    public void The_driver_of_the_page_compiles()
    {
        IEnumerable<Diagnostic> errors = TrustedSources.Cell(Block("csharp"), "Seconds").GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);
    }

    [Fact]
    public void Its_project_refers_to_what_is_there_from_a_folder_of_cells()
    {
        string reference = System.Xml.Linq.XDocument.Parse(Block("xml")).Descendants("ProjectReference").Single()
            .Attribute("Include")!.Value;
        Assert.True(File.Exists(Path.Combine(Workspace.Find().In("Theseus.Cells", "Hello"), reference)), reference);
    }

    /// <summary>The page's one block of a language.</summary>
    private static string Block(string language)
    {
        string page = File.ReadAllText(Workspace.Find().In("docs", "drivers.md"));
        string[] parts = page.Split($"```{language}\n");
        Assert.Equal(2, parts.Length);
        return parts[1][..parts[1].IndexOf("```", StringComparison.Ordinal)];
    }
}
