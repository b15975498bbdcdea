using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>From the host's time-stamp ticks to .NET's units.</summary>
[Resident]
internal static class GcClock
{
    private const ulong TimeSpanTicksPerSecond = 10_000_000;

    /// <summary>Ticks as units of 100 ns.</summary>
    public static ulong ToTimeSpanTicks(ulong ticks)
    {
        ulong perSecond = CollectorHost.TimestampFrequency();
        if (perSecond == 0)
        {
            return 0;
        }

        return ticks / perSecond * TimeSpanTicksPerSecond + ticks % perSecond * TimeSpanTicksPerSecond / perSecond;
    }

    /// <summary>Ticks as a share of all time since the clock began, in percent.</summary>
    public static ulong Percent(ulong ticks)
    {
        ulong hundredth = CollectorHost.Timestamp() / 100;
        return hundredth == 0 ? 0 : ticks / hundredth;
    }
}
