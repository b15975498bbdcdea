using System.Text;
using Theseus.Build;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>Over a small tree of its own: a kernel, a library below it, and a cell.</summary>
public sealed class CSharpBuildTests : IDisposable
{
    private readonly Workspace _tree = new(Directory.CreateTempSubdirectory("theseus-test-").FullName);

    public CSharpBuildTests()
    {
        string exe =
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost></PropertyGroup>"
            + "<ItemGroup><ProjectReference Include=\"../{0}\" /></ItemGroup></Project>";
        Write("Directory.Build.props",
            "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Write("Theseus.Runtime/Theseus.Runtime.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Write("Theseus.Runtime/Lower.cs", "public static class Lower { public static int Value => 1; }");
        Write("Theseus.Kernel/Theseus.Kernel.csproj",
            string.Format(null, exe, "Theseus.Runtime/Theseus.Runtime.csproj"));
        Write("Theseus.Kernel/Kernel.cs", "static class Kernel { static int Main() => Lower.Value; }");
        Write("Theseus.Cells/Sample/Sample.csproj",
            string.Format(null, exe, "../Theseus.Runtime/Theseus.Runtime.csproj"));
        Write("Theseus.Cells/Sample/Sample.cs", "static class Sample { static int Main() => 3; }");
    }

    public void Dispose() => Directory.Delete(_tree.Root, recursive: true);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_tree.In(path))!);
        File.WriteAllText(_tree.In(path), text);
    }

    [Fact]
    public void Only_what_changed_is_built_and_errors_name_file_and_line()
    {
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        ProjectSet projects = new(_tree);
        Assert.Equal(["Theseus.Runtime", "Theseus.Kernel", "Sample"], projects.All.Select(p => p.Name));
        Assert.Equal("Sample", Assert.Single(projects.Cells).Name);
        Assert.True(File.Exists(projects.Cells[0].Assembly));

        // Nothing changed: no compiler runs, so its log is not written again.
        string log = _tree.Temporary("csharp.log");
        File.Delete(log);
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Assert.False(File.Exists(log));

        // A cell that does not compile is said with its place, and only it was tried.
        Write("Theseus.Cells/Sample/Sample.cs", "static class Sample {\n static int Main() => Nowhere; }");
        BuildException error = Assert.Throws<BuildException>(() => CSharpBuild.Run(_tree, new ProjectSet(_tree)));
        Assert.Equal("CellDoesNotCompile", error.Id);
        Assert.Contains("Theseus.Cells/Sample/Sample.cs(2,", error.Message);
        Assert.DoesNotContain("Theseus.Kernel", File.ReadAllText(_tree.Temporary("changed.proj")));

        // What is below others is built with them.
        Write("Theseus.Cells/Sample/Sample.cs", "static class Sample { static int Main() => 4; }");
        Write("Theseus.Runtime/Lower.cs", "public static class Lower { public static int Value => 2; }");
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Assert.Contains("Theseus.Kernel", File.ReadAllText(_tree.Temporary("changed.proj")));
    }

    private static bool Has(Project project, string text) =>
        File.ReadAllBytes(project.Assembly).AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    [Fact]
    public void Alone_a_project_is_built_without_what_refers_to_it_unless_that_is_of_something_else()
    {
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Write("Theseus.Runtime/Lower.cs", "public static class Lower { public static int Value => 2; }");
        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), _ => true);
        Assert.Contains("Theseus.Runtime", File.ReadAllText(_tree.Temporary("changed.proj")));
        Assert.DoesNotContain("Theseus.Kernel", File.ReadAllText(_tree.Temporary("changed.proj")));
        File.Delete(_tree.Temporary("changed.proj"));
        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), _ => true);
        Assert.False(File.Exists(_tree.Temporary("changed.proj")));

        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), p => p.Name != "Theseus.Kernel");
        Assert.Contains("Theseus.Kernel", File.ReadAllText(_tree.Temporary("changed.proj")));

        // What refers to it is not thought to be built.
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Assert.Contains("Sample", File.ReadAllText(_tree.Temporary("changed.proj")));
    }

    [Fact]
    public void What_was_built_alone_and_taken_back_is_built_again()
    {
        const string source = "static class Sample {{ static int Main() => \"{0}\".Length; }}";
        Write("Theseus.Cells/Sample/Sample.cs", string.Format(null, source, "as it was"));
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Write("Theseus.Cells/Sample/Sample.cs", string.Format(null, source, "an edit"));
        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), _ => true);
        Project sample = new ProjectSet(_tree).Cells[0];
        Assert.True(Has(sample, "an edit"));
        Write("Theseus.Cells/Sample/Sample.cs", string.Format(null, source, "as it was"));
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Assert.True(Has(sample, "as it was"));
    }

    [Fact]
    public void What_is_saved_while_the_compiler_runs_is_built_by_the_next_one()
    {
        // The build itself saves, after the compiler has read the source.
        const string source = "static class Sample {{ static int Main() => \"{0}\".Length; }}";
        Write("Theseus.Cells/Sample/Directory.Build.targets", """
            <Project><Target Name="Save" AfterTargets="CoreCompile" Condition="Exists('later.txt')">
              <Copy SourceFiles="later.txt" DestinationFiles="Sample.cs" /><Delete Files="later.txt" />
            </Target></Project>
            """);
        Write("Theseus.Cells/Sample/Sample.cs", string.Format(null, source, "as it was"));
        Write("Theseus.Cells/Sample/later.txt", string.Format(null, source, "saved meanwhile"));
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Project sample = new ProjectSet(_tree).Cells[0];
        Assert.True(Has(sample, "as it was"));
        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), _ => true);
        Assert.True(Has(sample, "saved meanwhile"));
        Write("Theseus.Cells/Sample/later.txt", string.Format(null, source, "saved once more"));
        Write("Theseus.Cells/Sample/Sample.cs", string.Format(null, source, "as it was then"));
        CSharpBuild.RunAlone(_tree, new ProjectSet(_tree), _ => true);
        Assert.True(Has(sample, "as it was then"));
        CSharpBuild.Run(_tree, new ProjectSet(_tree));
        Assert.True(Has(sample, "saved once more"));
    }

    [Fact]
    public void A_reference_to_no_project_is_said()
    {
        File.Delete(_tree.In("Theseus.Runtime/Theseus.Runtime.csproj"));
        Assert.Equal("ProjectMissing", Assert.Throws<BuildException>(() => new ProjectSet(_tree)).Id);
    }

    [Theory]
    [InlineData("Sample")]
    [InlineData("SAMPLE")]
    public void Two_projects_of_one_name_are_said_with_their_places(string name)
    {
        string project = File.ReadAllText(_tree.In("Theseus.Cells/Sample/Sample.csproj"));
        Write($"Theseus.Cells/Other/{name}.csproj", project);
        BuildException error = Assert.Throws<BuildException>(() => new ProjectSet(_tree));
        Assert.Equal("SameName", error.Id);
        Assert.Contains("Theseus.Cells/Sample/Sample.csproj", error.Message);
        Assert.Contains($"Theseus.Cells/Other/{name}.csproj", error.Message);
    }
}
