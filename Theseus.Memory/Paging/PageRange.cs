namespace Theseus.Memory;

/// <summary>
/// What a holder of pages remembers: where they are, how many, and the number that proves that nobody has become the
/// holder since. Copies do no harm: once one of them was released, the others are stale.
/// </summary>
internal readonly struct PageRange
{
    private readonly Page _first;
    private readonly uint _count;
    private readonly uint _proof;

    /// <param name="first">The first page.</param>
    /// <param name="count">How many.</param>
    /// <param name="generation">How many ranges the first one has begun, this one included.</param>
    public PageRange(Page first, uint count, uint generation) =>
        (_first, _count, _proof) = (first, count, HandleProof.Of(generation, count));


    /// <summary>The first page.</summary>
    public Page First => _first;

    /// <summary>Pages of 4 KiB; 0 if it holds nothing.</summary>
    public uint Count => _count;

    /// <summary>True if it was made for so many pages, when their head had begun so many ranges.</summary>
    public bool IsOf(uint generation) => _proof == HandleProof.Of(generation, Count);
}
