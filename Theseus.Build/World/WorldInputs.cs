using Theseus.Build.Guard;

namespace Theseus.Build.World;

/// <summary>The assemblies that one ILC run compiles, and which of them are apps.</summary>
public sealed class WorldInputs
{
    private readonly SortedDictionary<string, string> _own = new(StringComparer.Ordinal);
    private readonly List<EntryPoint> _apps = [];
    private readonly Dictionary<string, string> _library;
    private readonly List<string> _versions = [];

    /// <summary>
    /// Gathers what the projects' builds left in their output folders, packages' assemblies included.
    /// </summary>
    public WorldInputs(Workspace workspace, ProjectSet projects, Packages packages)
    {
        _library = packages.Library.ToDictionary(f => Path.GetFileNameWithoutExtension(f));
        Kernel = projects.Kernel.Assembly;
        foreach (Project project in projects.All)
        {
            _own.Add(project.AssemblyName, project.Assembly);
        }

        foreach (Project cell in projects.Cells)
        {
            AddCell(workspace, cell);
        }

        TakePackages(workspace, projects);
        Cells = [.. projects.Cells.Select(c => c.AssemblyName)];
        Layers = projects.Layers.Select(p => p.AssemblyName).ToHashSet();
        Drivers = [.. projects.Drivers.Select(p => p.AssemblyName)];
        OwnCells = projects.All.Select(p => p.AssemblyName).Where(n => !Layers.Contains(n)).ToHashSet();
    }

    public string Kernel { get; }

    /// <summary>Assembly names of the cells: compiled whole.</summary>
    public IReadOnlyList<string> Cells { get; }

    /// <summary>Assembly names of the system's trusted layers.</summary>
    public IReadOnlySet<string> Layers { get; }

    /// <summary>
    /// Assembly names of cells that the kernel starts: what must hold beneath the runtime is proved of them too.
    /// </summary>
    public IReadOnlyList<string> Drivers { get; }

    /// <summary>Assembly names of cells and of what they are composed of in this tree.</summary>
    public IReadOnlySet<string> OwnCells { get; }

    /// <summary>Entry points of the cells that have one.</summary>
    public IReadOnlyList<EntryPoint> Apps => _apps;

    /// <summary>Our own assemblies and those of packages, by name.</summary>
    public IReadOnlyDictionary<string, string> Own => _own;

    /// <summary>The packages' assemblies that each project wants.</summary>
    public IReadOnlyList<PackageAssembly> Wanted { get; private set; } = [];

    /// <summary>The packages' assemblies among <see cref="Own"/>.</summary>
    public IReadOnlyList<PackageAssembly> OfPackages { get; private set; } = [];

    /// <summary>A line for each package of which cells want different versions.</summary>
    public IReadOnlyList<string> Versions => _versions;

    /// <summary>
    /// Names of the class library's assemblies, but of those that a package brings in a higher version.
    /// </summary>
    public IEnumerable<string> Library => _library.Keys;

    public IReadOnlyList<string> LibraryFiles => [.. _library.Values];

    public IEnumerable<string> Files => _own.Values.Concat(_library.Values);

    /// <summary>Names of our assemblies and the packages', what is depended on before what depends on it.</summary>
    public IReadOnlyList<string> OwnInOrder(ProjectSet projects)
    {
        string[] ours = projects.All.Select(p => p.AssemblyName).ToArray();
        return [.. _own.Keys.Except(ours), .. ours];
    }

    /// <summary>Where the library is that the assembly of a cell with an entry point is made to.</summary>
    public static string CopyOf(Workspace workspace, Project cell) =>
        workspace.Temporary($"cells/{cell.AssemblyName}.dll");

    private void AddCell(Workspace workspace, Project cell)
    {
        if (EntryPoint.Read(cell.Assembly) is not { } entry)
        {
            return;
        }

        _apps.Add(entry);
        string copy = CopyOf(workspace, cell);
        EntryPoint.CopyAsLibrary(cell.Assembly, copy);
        string symbols = Path.ChangeExtension(cell.Assembly, ".pdb");
        if (File.Exists(symbols))
        {
            File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        }

        _own[cell.AssemblyName] = copy;
    }

    private void TakePackages(Workspace workspace, ProjectSet projects)
    {
        Wanted = [.. projects.All
            .SelectMany(p => Directory.GetFiles(p.OutputFolder, "*.dll").Order(StringComparer.Ordinal)
                .Where(f => !_own.ContainsKey(Path.GetFileNameWithoutExtension(f)))
                .Select(f => PackageAssembly.Read(f, p.Name)))
            .OfType<PackageAssembly>().Where(a => a.BelongsBeside(_library))];
        OfPackages = [.. PackageAssembly.Highest(Wanted, _versions)
            .Select(a => a with { File = ZeroedLocals.Of(a.File, workspace.Temporary($"packages/{a.Name}.dll")) })];
        foreach (PackageAssembly assembly in OfPackages)
        {
            _own.Add(assembly.Name, assembly.File);
            _library.Remove(assembly.Name);
        }
    }
}
