using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class PackageAssemblyTests
{
    private static PackageAssembly Wanted(string version, string fileVersion, string project) =>
        new("Some.Package", new Version(version), fileVersion, $"/{project}/Some.Package.dll", project);

    [Fact]
    public void The_highest_version_that_any_cell_wants_serves_all_and_is_said()
    {
        List<string> notes = [];
        List<PackageAssembly> chosen = PackageAssembly.Highest(
            [Wanted("9.0.0.0", "9.0.1.2", "Older"), Wanted("11.0.0.0", "11.0.0.5", "Newer")], notes);
        Assert.Equal("Newer", Assert.Single(chosen).Project);
        Assert.Equal("Some.Package 11.0.0.5 (cell Newer) is used for all; cell Older wants 9.0.1.2",
            Assert.Single(notes));
    }

    [Fact]
    public void Releases_that_keep_the_assemblys_version_are_told_by_the_files() =>
        Assert.Equal("B",
        Assert.Single(PackageAssembly.Highest([Wanted("1.0.0.0", "1.9.0", "A"), Wanted("1.0.0.0", "1.10.0", "B")], []))
            .Project);

    [Fact]
    public void Nothing_is_said_where_all_want_the_same()
    {
        List<string> notes = [];
        PackageAssembly.Highest([Wanted("1.0.0.0", "1.0.0", "A"), Wanted("1.0.0.0", "1.0.0", "B")], notes);
        Assert.Empty(notes);
    }
}
