namespace Theseus.Build.Injection;

/// <summary>One fault of a campaign, as its seed and number say.</summary>
/// <param name="Number">In the campaign, from 1.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Moment">The code at which the machine is stopped; nothing where it is stopped at once.</param>
/// <param name="Instruction">Before which of its instructions, from 0.</param>
/// <param name="Hits">How many times that is reached before.</param>
/// <param name="Target">The code that changes, where that is what changes.</param>
/// <param name="Choice">Decides what is left: which bit, which word.</param>
public sealed record PlannedFault(
    int Number, FaultKind Kind, CodeBlock? Moment, int Instruction, int Hits, CodeBlock? Target, ulong Choice)
{
    /// <summary>The address at which the machine is stopped; 0 where it is stopped at once.</summary>
    public ulong At => Moment is null ? 0 : Moment.Address + (ulong)Moment.Lengths.Take(Instruction).Sum();
}
