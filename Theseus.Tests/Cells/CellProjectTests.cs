using System.Xml.Linq;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Cells;

public sealed class CellProjectTests
{
    /// <summary>
    /// A cell keeps to safe code: nothing in its project may turn that off, and nothing in it may need to.
    /// </summary>
    [Theory]
    [InlineData("Hello")]
    [InlineData("Echo")]
    [InlineData("Conformance")]
    [InlineData("Soak")]
    public void An_app_cell_is_a_plain_program_in_safe_code(string name)
    {
        string folder = Workspace.Find().In("Theseus.Cells", name);
        XDocument project = XDocument.Load(Path.Combine(folder, $"{name}.csproj"));
        Assert.Equal("Exe", Assert.Single(project.Descendants("OutputType")).Value);
        Assert.Empty(project.Descendants("AllowUnsafeBlocks"));
        Assert.Empty(project.Descendants("ProjectReference"));
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/")))
        {
            Assert.DoesNotContain("MemoryMarshal", File.ReadAllText(file));
            Assert.DoesNotContain("Unsafe.", File.ReadAllText(file));
        }
    }
}
