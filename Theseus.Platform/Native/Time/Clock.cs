using Theseus.Memory;
using Theseus.Platform.Interfaces;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Platform.Native.Time;

/// <summary>Time: the processor's time-stamp counter, which a driver has told the rate of, and when it began.</summary>
internal static class Clock
{
    private const ulong Guess = 1_000_000_000;
    private const long Year2000 = 630_822_816_000_000_000; // in 100 ns since the year 1

    private static ulong s_frequency = Guess;
    private static ulong s_start;
    private static long s_startUtcTicks = Year2000;
    private static ulong s_loader;

    /// <summary>Ticks of <see cref="Now"/> a second.</summary>
    public static ulong Frequency => s_frequency;

    /// <summary>Ticks since the clock was started; never goes back.</summary>
    public static ulong Now => Cpu.ReadTimestamp() - s_start;

    /// <summary>100 ns units since the year 1, UTC.</summary>
    public static long UtcTicks => s_startUtcTicks + (long)((UInt128)Now * TimeSpan.TicksPerSecond / s_frequency);

    /// <summary>Notes when the loader handed over; the first thing that C# does.</summary>
    public static void MarkLoader() => s_loader = Cpu.ReadTimestamp();

    /// <summary>Nanoseconds since the loader handed over.</summary>
    public static ulong SinceLoaderNs =>
        (ulong)((UInt128)(Cpu.ReadTimestamp() - s_loader) * 1_000_000_000 / s_frequency);

    /// <summary>From the loader's last instruction to the shell's first.</summary>
    public static TimeSpan BootTime { get; private set; }

    /// <summary>Says that the shell begins.</summary>
    public static void MarkShell() => BootTime = TimeSpan.FromMicroseconds(SinceLoaderNs / 1000.0);

    /// <summary>
    /// Takes rate and date from a driver; what it cannot tell is guessed, which the log says of the rate.
    /// </summary>
    public static void Start(IClock clock)
    {
        ulong frequency = clock.MeasureFrequency();
        if (frequency == 0)
        {
            KernelLog.Write(
                "Theseus: no timer answers: the clock counts the processor's ticks as nanoseconds, and is wrong.\n"u8);
            frequency = Guess;
        }

        s_frequency = frequency;
        CollectorHost.SetTimestampFrequency(frequency);
        s_startUtcTicks = clock.TryReadTime(out DateTime time) ? time.Ticks : s_startUtcTicks;
        s_start = Cpu.ReadTimestamp();
    }
}
