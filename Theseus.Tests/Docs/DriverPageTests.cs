using Microsoft.CodeAnalysis;
using Theseus.Tests.Guard;
using Xunit;
using Workspace = Theseus.Build.Workspace;

namespace Theseus.Tests.Docs;

/// <summary>The drivers that docs/drivers.md has a newcomer type compile against what any cell can name.</summary>
public sealed class DriverPageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_driver_of_the_page_compiles(int which)
    {
        string[] drivers = Blocks("csharp");
        Assert.Equal(2, drivers.Length);
        IEnumerable<Diagnostic> errors = TrustedSources.Cell(drivers[which], "Seconds").GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(errors);
    }

    [Fact]
    public void Its_project_refers_to_what_is_there_from_a_folder_of_cells()
    {
        string project = Assert.Single(Blocks("xml"));
        string reference = System.Xml.Linq.XDocument.Parse(project).Descendants("ProjectReference").Single()
            .Attribute("Include")!.Value;
        Assert.True(File.Exists(Path.Combine(Workspace.Find().In("Theseus.Cells", "Hello"), reference)), reference);
    }

    /// <summary>The page's blocks of a language.</summary>
    private static string[] Blocks(string language)
    {
        string page = File.ReadAllText(Workspace.Find().In("docs", "drivers.md"));
        return [.. page.Split($"```{language}\n").Skip(1)
            .Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
    }
}
