using Theseus.Build;
using Theseus.Build.Guard;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Guard;

public sealed class PackageOriginTests
{
    [Fact]
    public void An_assembly_is_of_the_highest_package_that_a_cell_restored_and_never_a_cell_itself()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            Workspace workspace = new(folder.FullName);
            Project(workspace, "Theseus.Kernel", "Theseus.Kernel", "");
            Project(workspace, "Theseus.Cells/Writer", "Writer", Assets("Some.Text", "1.2.0"));
            Project(workspace, "Theseus.Cells/Reader", "Reader", Assets("Some.Text", "1.10.0"));
            Project(workspace, "Theseus.Cells/Taker", "Taken.Name", Assets("Taken.Name", "3.0.0"));
            PackageOrigins origins = PackageOrigins.Read(new ProjectSet(workspace));
            Assert.Equal(new PackageOrigin("Some.Text", "1.10.0"), origins.Of("Some.Text"));
            Assert.Null(origins.Of("Taken.Name"));
            Assert.Null(origins.Of("Reader"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Project(Workspace workspace, string folder, string assembly, string assets)
    {
        string file = workspace.In(folder, $"{Path.GetFileName(folder)}.csproj");
        Directory.CreateDirectory(Path.Combine(workspace.In(folder), "obj"));
        File.WriteAllText(file,
            $"<Project><PropertyGroup><AssemblyName>{assembly}</AssemblyName></PropertyGroup></Project>");
        if (assets != "")
        {
            File.WriteAllText(new Project(file).RestoredAssets, assets);
        }
    }

    private static string Assets(string package, string version) => $$"""
        {
          "targets": { "net10.0": { "{{package}}/{{version}}": { "type": "package", "runtime": { "lib/net8.0/{{package}}.dll": {} } } } },
          "libraries": { "{{package}}/{{version}}": { "path": "{{package}}/{{version}}" } },
          "packageFolders": { "/nowhere/": {} }
        }
        """;
}
