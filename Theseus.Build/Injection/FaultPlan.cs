namespace Theseus.Build.Injection;

/// <summary>Chooses faults: the same for the same seed, number and profile, whatever came before.</summary>
public sealed class FaultPlan
{
    private const int MostHits = 6;

    private static readonly FaultKind[] s_software =
    [
        FaultKind.Null, FaultKind.WildRead, FaultKind.WildWrite, FaultKind.Division, FaultKind.Throw,
        FaultKind.Assertion, FaultKind.Loop, FaultKind.Deadlock, FaultKind.Leak, FaultKind.HugeArray,
    ];

    private static readonly FaultKind[] s_hardware =
    [
        FaultKind.TextBit, FaultKind.TextWord, FaultKind.ConstantBit, FaultKind.DataBit, FaultKind.DataWord,
        FaultKind.HeapBit, FaultKind.HeapWord, FaultKind.StackBit, FaultKind.StackWord, FaultKind.RegisterBit,
        FaultKind.RegisterWord, FaultKind.SkippedInstruction, FaultKind.RepeatedInstruction,
    ];

    private readonly Campaign _campaign;
    private readonly int _seed;
    private readonly IReadOnlyList<CodeBlock> _moments;

    /// <param name="campaign">What kinds are chosen from.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="moments">Code that the workload runs: first instructions of methods for software's faults.</param>
    /// <exception cref="BuildException"><c>NoCode</c>: there is none.</exception>
    public FaultPlan(Campaign campaign, int seed, IReadOnlyList<CodeBlock> moments)
    {
        if (moments.Count == 0)
        {
            throw new BuildException("NoCode", "the workload runs no code that a fault could be injected into");
        }

        (_campaign, _seed, _moments) = (campaign, seed, moments);
    }

    /// <summary>The fault of a number, from 1.</summary>
    public PlannedFault Of(int number)
    {
        SeededNumbers random = new(_seed, number);
        if (_campaign == Campaign.Allocation)
        {
            return new PlannedFault(number, FaultKind.FailedAllocation, null, 0, 0, null, (ulong)number);
        }

        FaultKind kind = random.Of(_campaign == Campaign.Software ? s_software : s_hardware);
        CodeBlock moment = random.Of(_moments);
        int hits = random.Below(MostHits);
        int instruction = _campaign == Campaign.Software ? 0 : random.Below(moment.Lengths.Count);
        CodeBlock? target = kind is FaultKind.TextBit or FaultKind.TextWord ? random.Of(_moments) : null;
        return new PlannedFault(number, kind, moment, instruction, hits, target, random.Next());
    }
}
