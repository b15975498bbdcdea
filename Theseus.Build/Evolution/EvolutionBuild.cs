using Theseus.Build.Cells;
using Theseus.Build.Commands;
using Theseus.Build.Evolution.Methods;
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
    /// <exception cref="BuildException">
    /// As a build, <c>WrongBaseline</c>, and one of <see cref="RefusalReason"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException"></exception>
    public static EvolutionResult Make(Workspace workspace, EvolutionBuildOptions options)
    {
        using FileStream alone = BuildLock.Take(workspace);
        BookStore books = new(workspace);
        WorldBook book = books.Read(options.From ?? books.Last);
        WorldBook running = options.IsKept is { } isKept ? book.Having(isKept) : book;
        Packages packages = new();
        ProjectSet all = new(workspace);
        if (!options.IsWhole)
        {
            try
            {
                CSharpBuild.RunAlone(workspace, all, project => books.IsOf(running, project));
                return Progress.Time("evolution of methods",
                    () => MethodEvolution.Make(workspace, packages, all, books, running));
            }
            catch (WholeWorldException e)
            {
                Progress.Say($"the whole world is compiled: {e.Message}");
            }
        }

        CSharpBuild.Run(workspace, all);
        (ProjectSet projects, WorldInputs inputs, WorldObject world) = WorldBuild.Run(workspace, packages, all,
            withDebugInformation: false, options.Cancellation);
        IReadOnlyList<AssemblyIdentity> assemblies = books.KeepAssemblies(inputs.Own);
        EvolutionResult result = Progress.Time("evolution", () => EvolutionBuilder.Make(running,
            WorldOf(workspace, packages, inputs, projects, world, assemblies, options.Cancellation)));
        if (result.IsNothing && book.Of(assemblies) is var renewed && renewed != book)
        {
            books.Renew(renewed);
        }

        return result;
    }

    /// <summary>A compiled world as it would be booted.</summary>
    public static NewWorld WorldOf(
        Workspace workspace, Packages packages, WorldInputs inputs, ProjectSet projects, WorldObject world,
        IReadOnlyList<AssemblyIdentity> assemblies, CancellationToken cancellation)
    {
        (LinkGraph graph, _, WorldSymbols symbols, BootstrapRule rule) = ImageBuild.Prove(workspace, packages, inputs,
            projects, world);
        cancellation.ThrowIfCancellationRequested();
        NanoCore nanoCore = NanoCore.Find(graph, rule);
        return new NewWorld
        {
            Pieces = CellCutter.Divide(graph, nanoCore.Resident, symbols.Owner, rule.InstanceStatics).Pieces,
            Identity = ContentHashes.OfWorld(graph),
            Readable = symbols.Readable,
            IsOfProgram = symbol => ImageBuild.IsOfProgram(inputs, symbols, symbol),
            Declarations = Declarations.Read(inputs.Own.Values),
            Assemblies = assemblies,
        };
    }
}
