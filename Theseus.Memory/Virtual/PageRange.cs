namespace Theseus.Memory;

/// <summary>
/// What a holder of pages remembers: where they are, how many, and the number that proves that nobody has become the
/// holder since. Copies do no harm: once one of them was released, the others are stale.
/// </summary>
internal readonly struct PageRange(Page first, uint count, uint generation)
{
    private readonly uint _proof = HandleProof.Of(generation, count);

    public Page First { get; } = first;

    /// <summary>Pages of 4 KiB; 0 if it holds nothing.</summary>
    public uint Count { get; } = count;

    /// <summary>True if it was made for so many pages, when their head had begun so many ranges.</summary>
    public bool IsOf(uint generation) => _proof == HandleProof.Of(generation, Count);
}
