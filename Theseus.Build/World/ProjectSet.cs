namespace Theseus.Build.World;

/// <summary>All projects that go into the world: the kernel, the cells, and what either refers to.</summary>
public sealed class ProjectSet
{
    /// <summary>Files at the root that every project's build depends on.</summary>
    public static readonly string[] SharedFiles =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig",
            "Theseus.Cells/Directory.Build.props"];

    private readonly Workspace _workspace;
    private readonly Dictionary<string, Project> _byFile = [];
    private readonly List<Project> _layers;
    private readonly List<NativePart> _parts = [];

    /// <param name="workspace">The tree.</param>
    /// <param name="without">Names of cells to leave out, unless another one refers to them.</param>
    public ProjectSet(Workspace workspace, params IReadOnlyCollection<string> without)
    {
        _workspace = workspace;
        Kernel = Add(workspace.In("Theseus.Kernel", "Theseus.Kernel.csproj"));
        _layers = [.. _byFile.Values.Where(project => !IsCell(project))];
        Drivers = [.. _byFile.Values.Where(IsCell)];
        Cells = [.. CellFolders.Of(workspace).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Where(file => !without.Contains(Path.GetFileNameWithoutExtension(file))).Select(Add)];
        RefuseSameNames();
    }

    public Project Kernel { get; }

    /// <summary>
    /// The trusted ones: the kernel and the layers that it refers to, and native parts. Its drivers are cells like any.
    /// </summary>
    public IReadOnlyList<Project> Layers => _layers;

    /// <summary>Cells that the kernel refers to.</summary>
    public IReadOnlyList<Project> Drivers { get; }

    /// <summary>Projects in Theseus.Cells, one a folder.</summary>
    public IReadOnlyList<Project> Cells { get; }

    /// <summary>Native parts of the class library that this world has.</summary>
    public IReadOnlyCollection<NativePart> Parts => _parts;

    public void AddPart(NativePart part)
    {
        _layers.Add(Add(_workspace.In(part.ProjectFile)));
        _parts.Add(part);
    }

    /// <summary>Every project, what is referred to before what refers to it.</summary>
    public IReadOnlyCollection<Project> All => _byFile.Values;

    /// <summary>A cell is found by its name, whatever the case of its letters.</summary>
    /// <exception cref="BuildException"><c>SameName</c></exception>
    private void RefuseSameNames()
    {
        if (All.GroupBy(p => p.AssemblyName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)
            is { } same)
        {
            throw new BuildException("SameName", $"several projects are called {same.Key}: " + string.Join(", ",
                same.Select(p => Path.GetRelativePath(_workspace.Root, p.File))));
        }
    }

    private bool IsCell(Project project) =>
        project.File.StartsWith(Path.GetFullPath(_workspace.In(CellFolders.Root)) + Path.DirectorySeparatorChar,
        StringComparison.Ordinal);

    private Project Add(string file)
    {
        file = Path.GetFullPath(file);
        if (_byFile.TryGetValue(file, out Project? known))
        {
            return known;
        }

        if (!File.Exists(file))
        {
            throw new BuildException("ProjectMissing", $"{file} is not there");
        }

        Project project = new(file);
        foreach (string reference in project.References)
        {
            Add(reference);
        }

        _byFile.Add(file, project);
        return project;
    }

    /// <summary>
    /// Hash of everything that decides how <paramref name="project"/> compiles, its references included.
    /// </summary>
    public string StampOf(Project project) =>
        _stamps.TryGetValue(project.File, out string? known) ? known : _stamps[project.File] = Compute(project);

    /// <summary>The same without its references.</summary>
    public string OwnStampOf(Project project) => _ownStamps.TryGetValue(project.File, out string? known) ? known
        : _ownStamps[project.File] = ComputeOwn(project);

    /// <summary>True where its sources are others than when its stamp was asked for first.</summary>
    public bool HasChanged(Project project) => OwnStampOf(project) != ComputeOwn(project);

    private string ComputeOwn(Project project)
    {
        // The analyzers take part in every compilation of a tree that has them.
        string analyzers = _workspace.In("Theseus.Analyzers");
        _analyzers ??= Directory.Exists(analyzers) ? new Stamp().AddFolder(analyzers).Value() : "";
        Stamp stamp = new Stamp().AddFolder(project.Folder).Add(_analyzers);
        foreach (string shared in SharedFiles)
        {
            stamp.AddFile(_workspace.In(shared), shared);
        }

        return stamp.Value();
    }

    private readonly Dictionary<string, string> _stamps = [];
    private readonly Dictionary<string, string> _ownStamps = [];
    private string? _analyzers;

    private string Compute(Project project)
    {
        Stamp stamp = new Stamp().Add(OwnStampOf(project));
        foreach (string reference in project.References)
        {
            stamp.Add(StampOf(_byFile[reference]));
        }

        return stamp.Value();
    }
}
