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
