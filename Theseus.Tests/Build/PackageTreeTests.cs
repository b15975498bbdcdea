using Theseus.Build;
using Theseus.Build.Commands;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// The tree that packages are tried in has the sources of the real one as they are, and keeps what it has built itself.
/// </summary>
public sealed class PackageTreeTests
{
    private static readonly PackageProgram s_program = new("withtext", "text", ["Some.Text@1.2.0"], "return 0;\n");

    [Fact]
    public void A_copy_made_again_follows_the_sources_and_keeps_what_it_built()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            (Workspace source, Workspace tree) =
                (new Workspace(Path.Combine(folder.FullName, "source")),
                new Workspace(Path.Combine(folder.FullName, "tree")));
            foreach (string cell in new[] { "Hello", "Echo", "Shell", "Drivers", "Other" })
            {
                Write(source, $"Theseus.Cells/{cell}/{cell}.csproj", "<Project />");
            }

            Write(source, "Theseus.Memory/Old/Frame.cs", "old");
            Write(source, "Theseus.Memory/bin/Memory.dll", "built of older sources");
            Write(source, "Theseus.Tests/Test.cs", "test");
            PackageTree.Make(source, tree, [s_program]);
            Write(tree, "Theseus.Memory/bin/Memory.dll", "built here");
            Write(tree, "out/theseus.iso", "built here");

            Directory.Move(source.In("Theseus.Memory/Old"), source.In("Theseus.Memory/New"));
            Write(source, "Theseus.Cells/Hello/Hello.csproj", "<Project></Project>");
            PackageTree.Make(source, tree, [s_program]);

            Assert.Equal(["New"],
                Directory.GetDirectories(tree.In("Theseus.Memory")).Select(f => Path.GetFileName(f))
                    .Where(f => f != "bin"));
            Assert.Equal("built here", File.ReadAllText(tree.In("Theseus.Memory/bin/Memory.dll")));
            Assert.True(File.Exists(tree.In("out/theseus.iso")));
            Assert.Equal("<Project></Project>", File.ReadAllText(tree.In("Theseus.Cells/Hello/Hello.csproj")));
            Assert.Equal(["Drivers", "Echo", "Hello", "Shell", "withtext"],
                Directory.GetDirectories(tree.In("Theseus.Cells")).Select(f => Path.GetFileName(f)!)
                    .Order(StringComparer.Ordinal));
            Assert.False(Directory.Exists(tree.In("Theseus.Tests")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(Workspace workspace, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(workspace.In(path))!);
        File.WriteAllText(workspace.In(path), text);
    }
}
