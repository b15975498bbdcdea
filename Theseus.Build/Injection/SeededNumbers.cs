namespace Theseus.Build.Injection;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers from
/// the same seed on every host and version of .NET.
/// </summary>
public sealed class SeededNumbers(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>Numbers of one of many that one seed stands for.</summary>
    public SeededNumbers(int seed, int number)
        : this(Mix(((ulong)(uint)seed << 32) | (uint)number))
    {
    }

    public ulong Next() => Mix(_state += Step);

    /// <summary>From 0 to below a limit, which is at least 1.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>One of some, of which there is at least one.</summary>
    public T Of<T>(IReadOnlyList<T> some) => some[Below(some.Count)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
