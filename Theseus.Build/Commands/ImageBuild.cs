using Theseus.Build.Cells;
using Theseus.Build.Evolution;
using Theseus.Build.Iso;
using Theseus.Build.Linking;
using Theseus.Build.Native;
using Theseus.Build.Objects;
using Theseus.Build.Proof;
using Theseus.Build.Reflection;
using Theseus.Build.World;

namespace Theseus.Build.Commands;

/// <summary>
/// From sources to a bootable ISO: C# → world → object → image → ISO. Each step does only what has changed.
/// </summary>
public static class ImageBuild
{
    /// <exception cref="BuildException">What went wrong, at the step where it did.</exception>
    public static void Run(Workspace workspace, BuildOptions options)
    {
        using FileStream alone = BuildLock.Take(workspace);
        Packages packages = new();
        ProjectSet all = new(workspace);
        CSharpBuild.Run(workspace, all);

        (ProjectSet projects, WorldInputs inputs, WorldObject world) = WorldBuild.Run(workspace, packages, all,
            options.WithDebugInformation);
        string stamp = LinkStamp(workspace, world, options);
        string stampFile = workspace.Temporary("stamps/image");
        BookStore books = new(workspace);
        if (!Stamp.Holds(stampFile, stamp, workspace.Elf, workspace.BareElf, workspace.Names, books.ImageFile))
        {
            File.Delete(stampFile);
            Progress.Time("link", () => Link(workspace, packages, inputs, projects, world, options, books));
            Stamp.Keep(stampFile, stamp);
        }
        else
        {
            books.ReturnToImage();
        }

        if (options.WithIso)
        {
            IsoBuilder.Run(workspace, stamp);
        }
    }

    private static string LinkStamp(Workspace workspace, WorldObject world, BuildOptions options)
    {
        Stamp stamp = new Stamp().Add(world.Stamp).Add(options.ToString())
            .AddFile(typeof(ImageBuild).Assembly.Location, "Theseus.Build");
        foreach (string folder in NativeInput.Sources(workspace).Select(source => Path.GetDirectoryName(source)!)
            .Distinct())
        {
            stamp.AddFolder(folder);
        }

        return stamp.AddFile(MuslLibrary.Path, "musl")
            .AddFile(workspace.In(CellBuild.BudgetFile), "budget")
            .AddFile(workspace.In(ReflectionPolicy.File), "reflection").Value();
    }

    private static void Link(
        Workspace workspace, Packages packages, WorldInputs inputs, ProjectSet projects, WorldObject world,
        BuildOptions options, BookStore books)
    {
        (LinkGraph graph, LinkRequest request, WorldSymbols symbols, BootstrapRule rule) = Prove(workspace, packages,
            inputs, projects, world);
        CellCutter cutter = Progress.Time("cells", () => CellBuild.Run(workspace, graph, request, rule, symbols.Owner,
            symbol => IsOfProgram(inputs, symbols, symbol), options.WithMap));
        books.Keep(Books.OfImage(cutter, Declarations.Read(inputs.Own.Values).All, books.KeepAssemblies(inputs.Own)));
    }

    /// <summary>The graph of all that is linked, in which everything is defined that must be, and what must hold
    /// does.</summary>
    /// <exception cref="BuildException">It does not.</exception>
    public static (LinkGraph Graph, LinkRequest Request, WorldSymbols Symbols, BootstrapRule Rule) Prove(
        Workspace workspace, Packages packages, WorldInputs inputs, ProjectSet projects, WorldObject world)
    {
        (LinkRequest request, WorldSymbols symbols, BootstrapRule rule) = Request(workspace, packages, inputs,
            projects, world);
        LinkGraph graph = Linker.Resolve(request).Graph;
        ExportOwners.Require(graph.Inputs[0], symbols.Owner, a => IsTrusted(inputs, a),
            NativeInput.Libraries(packages));
        foreach (string missing in MissingReport.Make(graph, request, symbols.Owner, inputs.Layers))
        {
            Progress.Warn(missing);
        }

        BootstrapProof.Require(graph, rule);
        return (graph, request, symbols, rule);
    }

    /// <summary>True of a method that the source of a cell or a package says, whatever it is an instance for.</summary>
    public static bool IsOfProgram(WorldInputs inputs, WorldSymbols symbols, string symbol) =>
        symbols.Source(symbol) is { } assembly && !IsTrusted(inputs, assembly) && !inputs.Drivers.Contains(assembly);

    /// <summary>Of the system's layers, of the class library, or made by the compiler.</summary>
    private static bool IsTrusted(WorldInputs inputs, string assembly) =>
        assembly == WorldSymbols.World || inputs.Layers.Contains(assembly) || inputs.Library.Contains(assembly);

    /// <summary>All that is linked: the world, our native code, and what to call things.</summary>
    public static (LinkRequest Request, WorldSymbols Symbols, BootstrapRule Rule) Request(
        Workspace workspace, Packages packages, WorldInputs inputs, ProjectSet projects, WorldObject world)
    {
        Statistics statistics = Statistics.Read(world.Statistics, inputs.OwnInOrder(projects));
        WorldSymbols symbols = new(statistics, inputs.Files.Select(f => Path.GetFileNameWithoutExtension(f)));
        ElfObject elf = ElfObject.Read(world.Object);
        Restrict(workspace, inputs, elf);
        return (new LinkRequest
        {
            Inputs = [new LinkInput(elf, isManaged: true), .. NativeInput.Gather(workspace, packages, elf)],
            ModuleHeader = Ilc.ModuleHeader,
            Apps = [.. inputs.Apps.Select(a => App(a, statistics))],
            ReadableName = symbols.Readable,
        }, symbols, BootstrapRule.Read(
            [.. inputs.Layers.Concat(inputs.Drivers).Select(l => inputs.Own[l])], statistics));
    }

    /// <summary>From here on reflection reaches only what the policy admits.</summary>
    private static void Restrict(Workspace workspace, WorldInputs inputs, ElfObject world)
    {
        ReflectionPolicy policy = new(inputs.Layers, inputs.Library,
            File.ReadLines(workspace.In(ReflectionPolicy.File)));
        ReflectionMaps.Removed removed = ReflectionMaps.Cut(world, policy);
        Progress.Say(
            $"reflection: {removed.Methods} methods and {removed.Fields} fields of the system are out of its reach");
    }

    private static AppEntry App(EntryPoint entry, Statistics statistics)
    {
        string symbol = statistics.SymbolOf(entry)
            ?? throw new BuildException("NoEntryPoint",
            $"cell {entry.Assembly}: ILC did not compile {entry.Type}.{entry.Method}");
        return new AppEntry(entry.Assembly.ToLowerInvariant(), entry.Assembly, symbol, entry.TakesArguments,
            entry.ReturnsStatus);
    }
}
