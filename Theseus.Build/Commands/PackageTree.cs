namespace Theseus.Build.Commands;

/// <summary>
/// A copy of the source tree of which the cells are the shell and programs that use packages. It is kept: what has not changed
/// is not built again.
/// </summary>
public static class PackageTree
{
    private const string Cells = "Theseus.Cells";
    private static readonly string[] Left = [".git", "out", "Theseus.Tests"];
    private static readonly string[] KeptCells = ["Hello", "Echo", "Shell", "Drivers"];

    public static void Make(Workspace source, Workspace tree, IReadOnlyCollection<PackageProgram> programs)
    {
        Directory.CreateDirectory(tree.In(Cells));
        Copy(Directory.EnumerateFileSystemEntries(source.Root).Where(e => !Left.Contains(Path.GetFileName(e)) && Path.GetFileName(e) != Cells), tree.Root);
        Copy(Directory.EnumerateFiles(source.In(Cells)).Concat(KeptCells.Select(c => source.In(Cells, c))), tree.In(Cells));
        var kept = programs.Select(p => p.Name).Concat(KeptCells).ToArray();
        foreach (var cell in Directory.GetDirectories(tree.In(Cells)).Where(c => !kept.Contains(Path.GetFileName(c))))
            Directory.Delete(cell, recursive: true);
        foreach (var program in programs)
        {
            Directory.CreateDirectory(tree.In(Cells, program.Name));
            Write(tree.In(Cells, program.Name, $"{program.Name}.csproj"), program.Project());
            Write(tree.In(Cells, program.Name, "Program.cs"), program.Source);
        }
    }

    public static string AssemblyOf(Workspace tree, PackageProgram program) =>
        tree.In(Cells, program.Name, "bin", "Release", "net10.0", $"{program.Name}.dll");

    private static void Copy(IEnumerable<string> entries, string to) =>
        Tool.Run(Path.Combine(Path.GetTempPath(), $"theseus-copy-{Environment.ProcessId}.log"), "cp", ["-a", .. entries, to]);

    /// <summary>A project file whose time changes is restored anew.</summary>
    private static void Write(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            File.WriteAllText(path, text);
    }
}
