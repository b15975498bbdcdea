using Theseus.Build.Cells;
using Theseus.Build.World;

namespace Theseus.Build.Proof;

/// <summary>
/// The symbols that the bootstrapping rule binds, as the attributes in the code say (<see cref="ProofMark"/>).
/// </summary>
/// <param name="Roots">All of them: those of the nano-core too.</param>
/// <param name="Resident">Those that are in the nano-core with all that they reach.</param>
/// <param name="Boundaries">Where the walk from them ends.</param>
public sealed record BootstrapRule(IReadOnlySet<string> Roots, IReadOnlySet<string> Resident,
    IReadOnlySet<string> Boundaries)
{
    /// <summary>The statics of these layers that are a program's.</summary>
    public InstanceStatics InstanceStatics { get; init; } = InstanceStatics.None;

    /// <summary>Reads the marks of the system's layers, and of the drivers that the kernel starts.</summary>
    /// <param name="layers">Their files.</param>
    /// <param name="statistics">By which methods have their symbols: names that the compiler makes are not
    /// foreseen.</param>
    /// <exception cref="BuildException"><c>NoProofRoots</c></exception>
    public static BootstrapRule Read(IReadOnlyCollection<string> layers, Statistics statistics)
    {
        HashSet<string> roots = [], resident = [], boundaries = [];
        foreach (ProofMark mark in layers.SelectMany(ProofMark.Read)
            .Where(m => m.Kind != ProofMarkKind.OfInstance))
        {
            string[] symbols = mark.Kind == ProofMarkKind.Boundary
                ? [mark.Symbol
                ?? throw new BuildException("NoProofRoots",
                $"{mark.Type}.{mark.Method} is a boundary of the proof and has no symbol")]
                : [.. statistics.MethodsOf(mark.Assembly, mark.Type, mark.Method)];
            HashSet<string> set = mark.Kind == ProofMarkKind.Boundary ? boundaries : roots;
            set.UnionWith(symbols);
            if (mark.Kind == ProofMarkKind.Resident)
            {
                resident.UnionWith(symbols);
            }
        }

        return new BootstrapRule(roots, resident, boundaries) { InstanceStatics = InstanceStatics.Read(layers) };
    }
}
