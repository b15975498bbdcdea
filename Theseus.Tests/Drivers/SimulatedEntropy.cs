using Theseus.Platform.Devices;
using Theseus.Platform.Interfaces;

namespace Theseus.Tests.Drivers;

/// <summary>What is hard to guess of a machine, on the host: what a test says.</summary>
internal sealed class SimulatedEntropy : IEntropySource
{
    public int HardwareBitsOfWord { get; set; }

    public Func<ulong>? Hardware { get; set; }

    public Func<ulong> NoiseSource { get; set; } = () => 1000;

    public int NoiseSamples { get; private set; }

    public ulong Timestamp => 12345;

    public ulong BootFacts => 67890;

    public bool TryHardware(out ulong word)
    {
        word = Hardware?.Invoke() ?? 0;
        return Hardware is not null;
    }

    public bool TryTakeInterruptTime(out ulong time) => InterruptTimes.TryTake(out time);

    public ulong Noise()
    {
        NoiseSamples++;
        return NoiseSource();
    }
}
