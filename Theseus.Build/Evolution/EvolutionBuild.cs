using Theseus.Build.Cells;
using Theseus.Build.Commands;
using Theseus.Build.Linking;
using Theseus.Build.Proof;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// From sources to a package: C# → world → object → difference. The image that a machine may run from stays as it is.
/// </summary>
public static class EvolutionBuild
{
    /// <param name="workspace">The tree.</param>
    /// <param name="from">
    /// The state of the system; by default that of the last image, or of the last package that was kept since
    /// (<see cref="BookStore"/>).
    /// </param>
    /// <param name="isKept">
    /// True of a cell that an evolution has brought and the system still has; by default of all.
    /// </param>
    /// <exception cref="BuildException">
    /// As a build, <c>WrongBaseline</c>, and one of <see cref="RefusalReason"/>.
    /// </exception>
    public static EvolutionResult Make(Workspace workspace, Hash128? from, Predicate<string>? isKept = null)
    {
        using FileStream alone = BuildLock.Take(workspace);
        BookStore books = new(workspace);
        WorldBook running = books.Read(from ?? books.Last);
        running = isKept is null ? running : running.Having(isKept);
        Packages packages = new();
        ProjectSet all = new(workspace);
        CSharpBuild.Run(workspace, all);
        (ProjectSet projects, WorldInputs inputs, WorldObject world) = WorldBuild.Run(workspace, packages, all,
            withDebugInformation: false);
        return Progress.Time("evolution", () => EvolutionBuilder.Make(running,
            WorldOf(workspace, packages, inputs, projects, world)));
    }

    /// <summary>A compiled world as it would be booted.</summary>
    public static NewWorld WorldOf(
        Workspace workspace, Packages packages, WorldInputs inputs, ProjectSet projects, WorldObject world)
    {
        (LinkGraph graph, _, WorldSymbols symbols, BootstrapRule rule) = ImageBuild.Prove(workspace, packages, inputs,
            projects, world);
        NanoCore nanoCore = NanoCore.Find(graph, rule);
        return new NewWorld
        {
            Pieces = CellCutter.Divide(graph, nanoCore.Resident, symbols.Owner, rule.InstanceStatics).Pieces,
            Identity = ContentHashes.OfWorld(graph),
            Readable = symbols.Readable,
            IsOfProgram = symbol => ImageBuild.IsOfProgram(inputs, symbols, symbol),
            Declarations = Declarations.Read(inputs.Own.Values),
            Assemblies = [.. inputs.Own.Keys],
        };
    }
}
