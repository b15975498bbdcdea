using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>The assemblies that one ILC run compiles, and which of them are apps.</summary>
public sealed class WorldInputs
{
    private readonly SortedDictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly List<EntryPoint> _apps = [];
    private readonly Packages _packages;

    /// <summary>Gathers what the projects' builds left in their output folders, packages' assemblies included.</summary>
    public WorldInputs(Workspace workspace, ProjectSet projects, Packages packages)
    {
        _packages = packages;
        Kernel = projects.Kernel.Assembly;
        var library = packages.Library.Select(Path.GetFileName).ToHashSet();
        foreach (var project in projects.All)
            _own.Add(project.AssemblyName, project.Assembly);
        foreach (var cell in projects.Cells)
            AddCell(workspace, cell);
        foreach (var project in projects.All)
        {
            foreach (var file in Directory.GetFiles(project.OutputFolder, "*.dll").Order(StringComparer.Ordinal))
            {
                if (!library.Contains(Path.GetFileName(file)) && IsManaged(file))
                    _own.TryAdd(Path.GetFileNameWithoutExtension(file), file);
            }
        }
        Cells = [.. projects.Cells.Select(c => c.AssemblyName)];
        Layers = projects.Layers.Select(p => p.AssemblyName).ToHashSet();
        OwnCells = projects.All.Select(p => p.AssemblyName).Where(n => !Layers.Contains(n)).ToHashSet();
    }

    public string Kernel { get; }

    /// <summary>Assembly names of the cells: compiled whole.</summary>
    public IReadOnlyList<string> Cells { get; }

    /// <summary>Assembly names of the system's trusted layers.</summary>
    public IReadOnlySet<string> Layers { get; }

    /// <summary>Assembly names of cells and of what they are composed of in this tree.</summary>
    public IReadOnlySet<string> OwnCells { get; }

    /// <summary>Entry points of the cells that have one.</summary>
    public IReadOnlyList<EntryPoint> Apps => _apps;

    /// <summary>Our own assemblies and those of packages, by name.</summary>
    public IReadOnlyDictionary<string, string> Own => _own;

    /// <summary>Names of the class library's assemblies.</summary>
    public IEnumerable<string> Library => _packages.Library.Select(f => Path.GetFileNameWithoutExtension(f));

    public IEnumerable<string> Files => _own.Values.Concat(_packages.Library);

    /// <summary>Names of our assemblies and the packages', what is depended on before what depends on it.</summary>
    public IReadOnlyList<string> OwnInOrder(ProjectSet projects)
    {
        var ours = projects.All.Select(p => p.AssemblyName).ToArray();
        return [.. _own.Keys.Except(ours), .. ours];
    }

    private void AddCell(Workspace workspace, Project cell)
    {
        if (EntryPoint.Read(cell.Assembly) is not { } entry)
            return;
        _apps.Add(entry);
        var copy = workspace.Temporary($"cells/{cell.AssemblyName}.dll");
        EntryPoint.CopyAsLibrary(cell.Assembly, copy);
        var symbols = Path.ChangeExtension(cell.Assembly, ".pdb");
        if (File.Exists(symbols))
            File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        _own[cell.AssemblyName] = copy;
    }

    private static bool IsManaged(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            return file.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
