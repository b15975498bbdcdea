using System.Runtime;

namespace Theseus.Platform.Native.Time;

/// <summary>Clocks: the wall clock for DateTime, a monotonic one for Stopwatch and timeouts.</summary>
internal static class NativeTime
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const ulong NanosecondsPerMillisecond = 1_000_000;
    private const long TicksBefore1970 = 621_355_968_000_000_000; // of 100 ns, since the year 1

    /// <summary>Nanoseconds since some moment in the past; never goes back.</summary>
    [RuntimeExport("SystemNative_GetTimestamp")]
    internal static long Nanoseconds() => (long)Scale(Clock.Now, Clock.Frequency, NanosecondsPerSecond);

    /// <summary>Milliseconds on the clock of <see cref="Nanoseconds"/>: Environment.TickCount64.</summary>
    [RuntimeExport("SystemNative_GetLowResolutionTimestamp")]
    internal static long Milliseconds() => Nanoseconds() / (long)NanosecondsPerMillisecond;

    /// <summary>Time in UTC, in units of 100 ns since 1970.</summary>
    [RuntimeExport("SystemNative_GetSystemTimeAsTicks")]
    internal static long SystemTime() => Clock.UtcTicks - TicksBefore1970;

    // No intermediate value overflows for frequencies up to 18 GHz.
    private static ulong Scale(ulong ticks, ulong frequency, ulong unitsPerSecond)
    {
        ulong seconds = ticks / frequency;
        return seconds * unitsPerSecond + ticks % frequency * unitsPerSecond / frequency;
    }
}
