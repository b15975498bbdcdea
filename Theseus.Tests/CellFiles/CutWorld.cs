using Theseus.Build;
using Theseus.Build.Cells;
using Theseus.Build.Commands;
using Theseus.Build.Linking;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.CellFiles;

/// <summary>
/// The world of the last build, cut once for all tests of this folder. <c>./theseus test</c> builds it before.
/// </summary>
public sealed class CutWorld
{
    private readonly Dictionary<string, byte[]> _files = [];

    public CutWorld()
    {
        Workspace workspace = Workspace.Find();
        Packages packages = new();
        ProjectSet projects = new(workspace);
        WorldInputs inputs = new(workspace, projects, packages);
        WorldObject world = new(workspace.Temporary($"{Ilc.WorldName}.o"),
            workspace.Temporary($"{Ilc.WorldName}.mstat"));
        (LinkRequest request, WorldSymbols symbols, Theseus.Build.Proof.BootstrapRule rule) = ImageBuild.Request(
            workspace, packages, inputs, projects, world);
        (Graph, SymbolRef entry, _) = Linker.Resolve(request);
        Live = [.. Graph.Inputs.Select(i => i.Live.ToArray())];
        NanoCore = NanoCore.Find(Graph, rule);
        Cutter = CellCutter.Run(Graph, Resident, symbols.Owner, symbols.Readable,
            symbol => ImageBuild.IsOfProgram(inputs, symbols, symbol), request.Apps, rule.InstanceStatics);
        Image = NanoLinker.Run(Cutter, Resident, rule.InstanceStatics, entry);
    }

    public LinkGraph Graph { get; }

    /// <summary>
    /// For each input and section, whether it is live in the whole world; the graph itself is the nano-core's.
    /// </summary>
    public bool[][] Live { get; }
    public NanoCore NanoCore { get; }
    public IReadOnlySet<SectionRef> Resident => NanoCore.Resident;
    public CellCutter Cutter { get; }
    public LinkedImage Image { get; }

    public IEnumerable<Cell> All => [.. Cutter.Cells, Cutter.NanoCore];

    public Cell Named(string name) => All.Single(c => c.Name == name);

    public byte[] FileOf(string name)
    {
        lock (_files)
        {
            if (!_files.TryGetValue(name, out byte[]? file))
            {
                _files.Add(name, file = Cutter.FileOf(Named(name)));
            }

            return file;
        }
    }

    /// <summary>All names of a cell.</summary>
    public byte[] NamesOf(string name) =>
        NamesFile.Make(Cutter.World, [Cutter.NamesOf(Named(name))], withSections: true);
}

[CollectionDefinition(nameof(CutWorldCollection))]
public sealed class CutWorldCollection : ICollectionFixture<CutWorld>;
