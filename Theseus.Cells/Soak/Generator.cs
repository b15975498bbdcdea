namespace Theseus.Cells.Soak;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers from
/// the same seed everywhere, in a few instructions.
/// </summary>
internal sealed class Generator(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number that looks as if it had nothing to do with <paramref name="value"/>, but has.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>
    /// A size from <paramref name="least"/> to <paramref name="most"/>, each doubling of it as likely as another.
    /// </summary>
    public int Size(int least, int most)
    {
        int doublings = int.Log2(most) - int.Log2(least);
        int low = least << Below(Math.Max(doublings, 1));
        return Math.Min(low + Below(low + 1), most);
    }
}
