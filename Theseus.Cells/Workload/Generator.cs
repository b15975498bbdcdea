namespace Theseus.Cells.Workload;

/// <summary>The same numbers from the same seed: Marsaglia's xorshift of 32 bits (2003).</summary>
internal sealed class Generator(uint seed)
{
    private uint _state = seed == 0 ? 1 : seed;

    public uint Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return _state;
    }

    /// <summary>From 0 to below a limit.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);
}
