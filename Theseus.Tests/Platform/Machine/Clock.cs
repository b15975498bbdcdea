using Theseus.Tests.Platform;

namespace Theseus.Platform.Native.Time;

/// <summary>The clock on the host: each look at it takes a little.</summary>
internal static class Clock
{
    public static ulong Frequency => Machine.TimestampFrequency;

    public static ulong Now => Machine.Clock += 10;

    public static long UtcTicks => Machine.Now.Ticks;
}
