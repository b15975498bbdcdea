using Theseus.Memory;
using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>
/// Time: the time-stamp counter for what passes, measured once (<see cref="TimestampFrequency"/>), and the real-time clock (Motorola MC146818 data sheet) for when it began.
/// </summary>
internal static class Clock
{
    private const ushort RtcIndex = 0x70;
    private const ushort RtcData = 0x71;

    private static ulong s_frequency;
    private static ulong s_start;
    private static long s_startUtcTicks;
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
    public static ulong SinceLoaderNs => (ulong)((UInt128)(Cpu.ReadTimestamp() - s_loader) * 1_000_000_000 / s_frequency);

    /// <summary>From the loader's last instruction to the shell's first.</summary>
    public static TimeSpan BootTime { get; private set; }

    /// <summary>Says that the shell begins.</summary>
    public static void MarkShell() => BootTime = TimeSpan.FromMicroseconds(SinceLoaderNs / 1000.0);

    /// <summary>Calibrates, and reads the date.</summary>
    public static void Initialize()
    {
        s_frequency = TimestampFrequency.Measure();
        CollectorHost.SetTimestampFrequency(s_frequency);
        s_startUtcTicks = ReadDate();
        s_start = Cpu.ReadTimestamp();
    }

    /// <summary>A register of the real-time clock.</summary>
    internal static byte ReadRtc(byte register)
    {
        Cpu.Out8(RtcIndex, (byte)(register | 0x80));
        return Cpu.In8(RtcData);
    }

    /// <summary>Reads until two readings agree outside an update; a clock that is off counts as the year 2000.</summary>
    private static long ReadDate()
    {
        ulong last = 0;
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            for (int wait = 0; wait < 100_000 && (ReadRtc(0x0A) & 0x80) != 0; wait++)
            {
                Cpu.Pause();
            }

            ulong now = 0;
            for (byte register = 0; register < 10; register++)
            {
                if (register is not (1 or 3 or 5 or 6))
                {
                    now = (now << 8) | ReadRtc(register);
                }
            }

            if (now == last)
            {
                break;
            }

            last = now;
        }

        byte status = ReadRtc(0x0B);
        Cpu.Out8(RtcIndex, 0x0D); // bit 7 clear: non-maskable interrupts are let through again
        bool binary = (status & 4) != 0;
        int second = Decode((byte)(last >> 40), binary);
        int minute = Decode((byte)(last >> 32), binary);
        byte rawHour = (byte)(last >> 24);
        int hour = Decode((byte)(rawHour & 0x7F), binary);
        if ((status & 2) == 0)
        {
            hour = (hour % 12) + ((rawHour & 0x80) != 0 ? 12 : 0);
        }

        int day = Decode((byte)(last >> 16), binary);
        int month = Decode((byte)(last >> 8), binary);
        int year = 2000 + Decode((byte)last, binary);
        return ToTicks(year, month, day, hour, minute, second);
    }

    private static int Decode(byte value, bool binary) => binary ? value : ((value >> 4) * 10) + (value & 15);

    /// <summary>As <see cref="DateTime"/> counts, without using it: this runs before class constructors may.</summary>
    private static long ToTicks(int year, int month, int day, int hour, int minute, int second)
    {
        if (month is < 1 or > 12 || day is < 1 or > 31 || hour > 23 || minute > 59 || second > 59)
        {
            year = 2000;
            month = 1;
            day = 1;
            hour = minute = second = 0;
        }

        // Days since 0001-01-01: months are counted from March so that the leap day comes last.
        int y = month <= 2 ? year - 1 : year;
        int m = month <= 2 ? month + 9 : month - 3;
        long days = (365L * y) + (y / 4) - (y / 100) + (y / 400) + (((153 * m) + 2) / 5) + day - 1 - 306;
        return ((((((days * 24) + hour) * 60) + minute) * 60) + second) * TimeSpan.TicksPerSecond;
    }
}
