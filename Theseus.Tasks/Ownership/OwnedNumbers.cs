using Theseus.Format;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Ownership;

/// <summary>
/// Numbers by which people know channels, and such by which they know locks; none is given twice in a boot.
/// </summary>
[Resident]
internal static class OwnedNumbers
{
    private static uint s_lastChannel;
    private static uint s_lastLock;

    /// <summary>The next channel's.</summary>
    public static uint NextOfChannel() => Next(ref s_lastChannel);

    /// <summary>The next lock's.</summary>
    public static uint NextOfLock() => Next(ref s_lastLock);

    private static uint Next(ref uint last)
    {
        bool on = Scheduler.TurnOff();
        uint number = ++last;
        Scheduler.TurnOn(on);
        return number;
    }
}
