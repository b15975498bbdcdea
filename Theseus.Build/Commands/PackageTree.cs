namespace Theseus.Build.Commands;

/// <summary>
/// A copy of the source tree of which the cells are the shell and programs that use packages. It is kept: what has not
/// changed is not built again. So what the source tree has built stays behind: it would lie over what this one has
/// built, of other sources.
/// </summary>
public static class PackageTree
{
    private const string Cells = "Theseus.Cells";
    private static readonly string[] s_left = [".git", "out", "bin", "obj", "TestResults"],
        s_leftProjects = ["Theseus.Tests", Cells];
    private static readonly string[] s_keptCells = ["Hello", "Echo", "Shell", "Drivers"];

    public static void Make(Workspace source, Workspace tree, IReadOnlyCollection<PackageProgram> programs)
    {
        Directory.CreateDirectory(tree.In(Cells));
        Copy(source.Root, tree.Root, f => !s_leftProjects.Contains(f));
        Copy(source.In(Cells), tree.In(Cells), s_keptCells.Contains);
        string[] kept = programs.Select(p => p.Name).Concat(s_keptCells).ToArray();
        foreach (string cell in Directory.GetDirectories(tree.In(Cells))
            .Where(c => !kept.Contains(Path.GetFileName(c))))
        {
            Directory.Delete(cell, recursive: true);
        }

        foreach (PackageProgram program in programs)
        {
            Directory.CreateDirectory(tree.In(Cells, program.Name));
            Write(tree.In(Cells, program.Name, $"{program.Name}.csproj"), program.Project());
            Write(tree.In(Cells, program.Name, "Program.cs"), program.Source);
        }
    }

    public static string AssemblyOf(Workspace tree, PackageProgram program) =>
        tree.In(Cells, program.Name, "bin", "Release", "net10.0", $"{program.Name}.dll");

    /// <summary>
    /// Copies the files of a folder and those of its folders that are wanted; other folders beside the copies stay.
    /// </summary>
    private static void Copy(string from, string to, Func<string, bool> isWanted)
    {
        CopyFiles(from, to);
        foreach (string folder in Folders(from).Where(isWanted))
        {
            CopyAll(Path.Combine(from, folder), Path.Combine(to, folder));
        }
    }

    /// <summary>Makes <paramref name="to"/> the same, but for <see cref="Left"/>.</summary>
    private static void CopyAll(string from, string to)
    {
        CopyFiles(from, to);
        HashSet<string> folders = Folders(from).ToHashSet();
        foreach (string folder in folders)
        {
            CopyAll(Path.Combine(from, folder), Path.Combine(to, folder));
        }

        foreach (string gone in Folders(to).Where(f => !folders.Contains(f)))
        {
            Directory.Delete(Path.Combine(to, gone), recursive: true);
        }
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.GetDirectories(folder).Select(f => Path.GetFileName(f)).Where(f => !s_left.Contains(f));

    /// <summary>
    /// A file that is the same is not written, so that its time tells that nothing depends on it anew.
    /// </summary>
    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            string copy = Path.Combine(to, Path.GetFileName(file));
            if (File.Exists(copy) && File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(copy)))
            {
                continue;
            }

            File.Copy(file, copy, overwrite: true);
            // The source may be older than what was built of the file that it takes the place of.
            File.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
        }

        foreach (string gone in Directory.GetFiles(to)
            .Where(f => !File.Exists(Path.Combine(from, Path.GetFileName(f)))))
        {
            File.Delete(gone);
        }
    }

    /// <summary>A project file whose time changes is restored anew.</summary>
    private static void Write(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            File.WriteAllText(path, text);
        }
    }
}
