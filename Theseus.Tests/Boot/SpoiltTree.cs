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
    private static readonly string[] Left = [".git", "out", "Theseus.Tests"];
    private static readonly string[] KeptCells = ["Hello", "Echo", "Shell", "Drivers"];

    public SpoiltTree()
    {
        var source = Workspace.Find();
        Workspace = new Workspace(Directory.CreateTempSubdirectory("theseus-test-").FullName);
        foreach (var entry in Directory.EnumerateFileSystemEntries(source.Root).Where(e => !Left.Contains(Path.GetFileName(e))))
            Copy(entry, Workspace.In(Path.GetFileName(entry)));
        Copy(source.Temporary("stamps"), Workspace.Temporary("stamps"));
        foreach (var cell in Directory.GetDirectories(Workspace.In("Theseus.Cells")).Where(c => !KeptCells.Contains(Path.GetFileName(c))))
            Directory.Delete(cell, recursive: true);
    }

    public Workspace Workspace { get; }

    public void Dispose() => Directory.Delete(Workspace.Root, recursive: true);

    /// <summary>Adds a cell: its folder, a project with <paramref name="items"/> and <paramref name="properties"/>, and its one source file.</summary>
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
        var path = Workspace.In(file);
        var text = File.ReadAllText(path);
        Assert.Equal(2, text.Split(what).Length);
        File.WriteAllText(path, text.Replace(what, with, StringComparison.Ordinal));
    }

    public void RemoveCell(string name) => Directory.Delete(Workspace.In("Theseus.Cells", name), recursive: true);

    /// <summary><c>./theseus build</c> in this tree.</summary>
    public HostCommand.Outcome RunBuild() => HostCommand.Run(Workspace, TimeSpan.FromMinutes(5), "build", "--fast");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var copying = Process.Start("cp", ["-a", from, to]);
        copying.WaitForExit();
        Assert.Equal(0, copying.ExitCode);
    }
}
