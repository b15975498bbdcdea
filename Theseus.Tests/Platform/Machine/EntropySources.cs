namespace Theseus.Platform.Entropy;

/// <summary>What is hard to guess of a machine, on the host: what a test says.</summary>
internal static class EntropySources
{
    public static int HardwareBitsOfWord { get; set; }

    public static Func<ulong>? Hardware { get; set; }

    public static Func<ulong> NoiseSource { get; set; } = () => 1000;

    public static int NoiseSamples { get; private set; }

    public static ulong Timestamp() => 12345;

    public static ulong BootFacts() => 67890;

    public static void Reset() => (HardwareBitsOfWord, Hardware, NoiseSource, NoiseSamples) = (0, null, () => 1000, 0);

    public static bool TryHardware(out ulong word)
    {
        word = Hardware?.Invoke() ?? 0;
        return Hardware is not null;
    }

    public static bool TryTakeInterruptTime(out ulong time) => InterruptTimes.TryTake(out time);

    public static ulong Noise()
    {
        NoiseSamples++;
        return NoiseSource();
    }
}
