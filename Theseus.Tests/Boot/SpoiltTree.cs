using System.Diagnostics;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// A copy of the source tree that a test may spoil, with only the small cells in it so that its world compiles fast.
/// What is already built of the projects is copied too: the build looks at contents, so it holds there as well.
/// </summary>
internal sealed class SpoiltTree : IDisposable
{
    private static readonly string[] s_left = [".git", "out", "Theseus.Tests"];
    private static readonly string[] s_keptCells = ["Hello", "Echo", "Shell", "Drivers"];

    /// <param name="cells">Folders of cells that it has beside the small ones.</param>
    public SpoiltTree(params string[] cells)
    {
        Workspace source = Workspace.Find();
        Workspace = new Workspace(Directory.CreateTempSubdirectory("theseus-test-").FullName);
        foreach (string entry in Directory.EnumerateFileSystemEntries(source.Root)
            .Where(e => !s_left.Contains(Path.GetFileName(e))))
        {
            Copy(entry, Workspace.In(Path.GetFileName(entry)));
        }

        Copy(source.Temporary("stamps"), Workspace.Temporary("stamps"));
        foreach (string cell in Directory.GetDirectories(Workspace.In("Theseus.Cells"))
            .Where(c => !s_keptCells.Concat(cells).Contains(Path.GetFileName(c))))
        {
            Directory.Delete(cell, recursive: true);
        }
    }

    public Workspace Workspace { get; }

    public void Dispose() => Directory.Delete(Workspace.Root, recursive: true);

    /// <summary>
    /// Adds a cell: its folder, a project with <paramref name="items"/> and <paramref name="properties"/>, and its one
    /// source file.
    /// </summary>
    public void WriteCell(string name, string source, string items = "", string properties = "")
    {
        Directory.CreateDirectory(Workspace.In("Theseus.Cells", name));
        File.WriteAllText(Workspace.In("Theseus.Cells", name, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>{properties}
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
            </Project>
            """);
        File.WriteAllText(Workspace.In("Theseus.Cells", name, "Program.cs"), source);
    }

    /// <summary>Replaces what stands once in a source file.</summary>
    public void Replace(string what, string with, params ReadOnlySpan<string> file)
    {
        string path = Workspace.In(file);
        string text = File.ReadAllText(path);
        Assert.Equal(2, text.Split(what).Length);
        File.WriteAllText(path, text.Replace(what, with, StringComparison.Ordinal));
    }

    public void RemoveCell(string name) => Directory.Delete(Workspace.In("Theseus.Cells", name), recursive: true);

    /// <summary><c>./theseus build</c> in this tree.</summary>
    public HostCommand.Outcome RunBuild() => HostCommand.Run(Workspace, TimeSpan.FromMinutes(30), "build", "--fast");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using Process copying = Process.Start("cp", ["-a", from, to]);
        copying.WaitForExit();
        Assert.Equal(0, copying.ExitCode);
    }
}
