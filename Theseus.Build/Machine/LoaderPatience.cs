namespace Theseus.Build.Machine;

/// <summary>
/// Tells a boot loader that still works from one that has given up, before the kernel's first words: a loader that
/// cannot load says so on the screen only. Reading from the disk is progress. Without it, what counts is the emulator's
/// own CPU time, which passes slowly where the host is busy: firmware and loader need a few seconds of it between two
/// reads.
/// </summary>
/// <param name="limit">Longest time without a read, whatever the reason.</param>
public sealed class LoaderPatience(TimeSpan limit)
{
    /// <summary>
    /// CPU time without a read that firmware and loader never need; on a slow host UEFI's takes about 10 s.
    /// </summary>
    private static readonly TimeSpan s_mostCpuTime = TimeSpan.FromSeconds(25);

    /// <summary>A machine that has used next to no CPU time for so long has halted.</summary>
    private static readonly TimeSpan s_halted = TimeSpan.FromSeconds(30);

    /// <summary>A running machine gets more than one part in so many of a core, however busy the host.</summary>
    private const int LeastShare = 50;

    private long _bytesRead = -1;
    private TimeSpan _since, _cpuSince;

    /// <summary>Takes a look at the machine into account.</summary>
    /// <param name="now">Time since its start.</param>
    /// <param name="cpuTime">CPU time that the emulator has used.</param>
    /// <param name="bytesRead">Bytes that it has read from its drives; null where it did not answer.</param>
    /// <returns>True if the loader has given up.</returns>
    public bool IsOver(TimeSpan now, TimeSpan cpuTime, long? bytesRead)
    {
        if (bytesRead is { } bytes && bytes != _bytesRead)
        {
            (_bytesRead, _since, _cpuSince) = (bytes, now, cpuTime);
            return false;
        }

        (TimeSpan quiet, TimeSpan used) = (now - _since, cpuTime - _cpuSince);
        return quiet >= limit || used >= s_mostCpuTime || (quiet >= s_halted && used < quiet / LeastShare);
    }
}
