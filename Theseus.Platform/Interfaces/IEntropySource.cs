namespace Theseus.Platform.Interfaces;

/// <summary>What of the machine is hard to guess, and how much a word of it is worth.</summary>
public interface IEntropySource
{
    /// <summary>The time-stamp counter.</summary>
    ulong Timestamp { get; }

    /// <summary>
    /// What differs between machines and boots, and is no secret: date, memory, when the loader was done.
    /// </summary>
    ulong BootFacts { get; }

    /// <summary>Bits of entropy that a word of the processor's generator counts for; 0 where there is none.</summary>
    int HardwareBitsOfWord { get; }

    /// <summary>A word of the processor's generator; false where it has none to give now.</summary>
    bool TryHardware(out ulong word);

    /// <summary>When an interrupt came that has not been asked about.</summary>
    bool TryTakeInterruptTime(out ulong time);

    /// <summary>Ticks that a fixed piece of work took.</summary>
    ulong Noise();
}
