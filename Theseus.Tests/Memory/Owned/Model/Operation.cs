namespace Theseus.Tests.Memory.Owned.Model;

/// <summary>What a random sequence consists of.</summary>
internal enum Verb
{
    TakeFrames,
    TakeFramesWithin,
    TakeFramesAt,
    SplitFrames,
    MergeFrames,
    DisposeFrames,
    TakePages,
    TakePagesWithin,
    TakePagesAt,
    TakeCellPages,
    SplitPages,
    MergePages,
    DisposePages,
    Map,
    MapPair,
    MapNew,
    Protect,
    SplitMapping,
    MergeMapping,
    DisposeMapping,
    Touch,
    TouchUnmapped,
    ClaimDevice,
    MapDevice,
    DisposeDevice,
    UseStale,
    EndOwner,
}

/// <summary>
/// A verb and three numbers, from which everything about it follows, given what there is when it runs. So any part of a
/// sequence is a sequence, and one that fails can be made shorter.
/// </summary>
internal readonly record struct Operation(Verb Verb, uint A, uint B, uint C)
{
    private static readonly Verb[] s_weighted = Weigh();

    public static Operation Next(Random random) =>
        new(s_weighted[random.Next(s_weighted.Length)], (uint)random.Next(), (uint)random.Next(), (uint)random.Next());

    private static Verb[] Weigh()
    {
        List<Verb> all = [];
        foreach (Verb verb in Enum.GetValues<Verb>())
        {
            int weight = verb switch
            {
                Verb.MapNew or Verb.Touch => 5,
                Verb.DisposeMapping => 6,
                Verb.MapPair or Verb.Protect or Verb.DisposeFrames => 3,
                Verb.TakeFrames or Verb.TakePages or Verb.DisposePages or Verb.SplitMapping or Verb.MergeMapping => 2,
                _ => 1,
            };
            all.AddRange(Enumerable.Repeat(verb, weight));
        }

        return [.. all];
    }
}
