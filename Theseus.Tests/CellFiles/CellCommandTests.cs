using Theseus.Build;
using Theseus.Build.Commands;
using Xunit;

namespace Theseus.Tests.CellFiles;

[Collection(nameof(CutWorldCollection))]
public sealed class CellCommandTests(CutWorld world)
{
    private string Print(string cell, params string[] parts)
    {
        StringWriter output = new();
        CellCommand.Print(cell, world.FileOf(cell), world.NamesOf(cell), parts.ToHashSet(), output);
        return output.ToString();
    }

    [Fact]
    public void The_header_comes_always_and_tells_sizes_and_app()
    {
        string text = Print("Hello", "--names");
        Assert.StartsWith("cell Hello, format 4\n", text);
        Assert.Contains("app hello, entry ", text);
        Assert.Matches(@"\d+ bytes to load, \d+ bytes of metadata \([\d.]+ %\)", text);
        Assert.Contains("Theseus.Cells.Hello.Program.Main", text);
        Assert.DoesNotContain("relocations: place", text);
    }

    [Fact]
    public void Without_parts_everything_but_the_list_of_names_is_printed()
    {
        string text = Print("Hello");
        foreach (string part in new[] { "sections:", "symbols:", "dependencies and", "relocations: place",
            "functions: start" })
        {
            Assert.Contains(part, text);
        }

        Assert.Contains("  System.Console\n", text);
    }

    [Fact]
    public void A_bad_file_is_an_error_with_its_name_and_facts()
    {
        BuildException error = Assert.Throws<BuildException>(() =>
            CellCommand.Print("short.cell", world.FileOf("Hello")[..500], [], new HashSet<string>(), TextWriter.Null));
        Assert.Equal("Truncated", error.Id);
        Assert.Contains("short.cell", error.Message);
        Assert.Contains("500", error.Message);
    }
}
