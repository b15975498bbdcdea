using System.Xml.Linq;
using Theseus.Build;
using Theseus.Build.Commands;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>Tests that are not compiled again after a change pass for what was there before.</summary>
public sealed class TestSourcesTests
{
    [Fact]
    public void Whatever_the_tests_are_made_of_lies_in_a_folder_that_makes_them_anew()
    {
        Workspace workspace = Workspace.Find();
        IReadOnlyList<string> folders = TestCommand.SourceFolders(workspace);
        Assert.All(folders, folder => Assert.True(Directory.Exists(workspace.In(folder)), folder));
        string[] included = [.. XDocument.Load(workspace.In("Theseus.Tests/Theseus.Tests.csproj")).Descendants()
            .SelectMany(item => (item.Attribute("Include")?.Value ?? "").Split(';'))
            .Where(path => path.StartsWith("../", StringComparison.Ordinal)).Select(path => path[3..])];
        Assert.True(included.Length > 50, $"{included.Length} paths");
        Assert.All(included, path => Assert.Contains(folders,
            folder => path.StartsWith(folder + "/", StringComparison.Ordinal)));
        Assert.Contains("Theseus.Tests", folders);
    }

    [Fact]
    public void An_edited_file_is_as_it_was_afterwards()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "text");
        using (EditedFile edited = new(file))
        {
            edited.Append(" and more");
            Assert.Equal("text and more", File.ReadAllText(file));
        }

        Assert.Equal("text", File.ReadAllText(file));
        File.Delete(file);
    }
}
