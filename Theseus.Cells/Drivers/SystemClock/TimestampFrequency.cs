using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Platform.Devices;

/// <summary>
/// How fast the time-stamp counter counts, by the first source that gives a plausible answer: the programmable interval timer (Intel 8254
/// data sheet), what the CPU or the hypervisor says (CPUID 0x15, 0x16, 0x40000010), the seconds of the real-time clock.
/// </summary>
// SAFETY: CPUID's four registers.
internal static unsafe class TimestampFrequency
{
    /// <summary>What is assumed where nothing can be measured.</summary>
    public const ulong Guess = 1_000_000_000;

    private const ushort TimerChannel2 = 0x42;
    private const ushort TimerCommand = 0x43;
    private const ushort SpeakerPort = 0x61;
    private const byte TimerOutput = 0x20;
    private const uint TimerHz = 1_193_182;
    private const uint CalibrationTicks = TimerHz / 100;
    private const int Attempts = 6;
    private const ulong Patience = 2_000_000_000; // ticks: longer than 10 ms at any plausible rate
    private const ulong SecondPatience = 40_000_000_000;

    /// <summary>Ticks a second. Says so where it had to be guessed.</summary>
    public static ulong Measure()
    {
        ulong frequency = ByTimer();
        frequency = frequency != 0 ? frequency : ByProcessor();
        frequency = frequency != 0 ? frequency : BySeconds();
        if (frequency != 0)
        {
            return frequency;
        }

        KernelLog.Write("Theseus: no timer answers: the clock counts the processor's ticks as nanoseconds, and is wrong.\n"u8);
        return Guess;
    }

    /// <summary>
    /// The middle of three plausible measurements. A host that is busy stretches one now and then, never shrinks one by much.
    /// </summary>
    private static ulong ByTimer()
    {
        Span<ulong> found = stackalloc ulong[3];
        int count = 0;
        for (int i = 0; i < Attempts && count < found.Length; i++)
        {
            ulong frequency = OneByTimer();
            if (FrequencyChoice.IsPlausible(frequency))
            {
                found[count++] = frequency;
            }
        }

        return FrequencyChoice.Middle(found[..count]);
    }

    /// <summary>Counts 10 ms on the timer's second channel, which reports its end in the speaker port; 0 if it never does.</summary>
    private static ulong OneByTimer()
    {
        byte speaker = Cpu.In8(SpeakerPort);
        Cpu.Out8(SpeakerPort, (byte)((speaker & ~2) | 1));
        Cpu.Out8(TimerCommand, 0xB0);
        Cpu.Out8(TimerChannel2, (byte)(CalibrationTicks & 0xFF));
        Cpu.Out8(TimerChannel2, (byte)(CalibrationTicks >> 8));
        ulong start = Cpu.ReadTimestamp();
        ulong ticks;
        do
        {
            ticks = Cpu.ReadTimestamp() - start;
        }
        while ((Cpu.In8(SpeakerPort) & TimerOutput) == 0 && ticks < Patience);
        Cpu.Out8(SpeakerPort, speaker);
        return ticks >= Patience ? 0 : ticks * 100;
    }

    private static ulong ByProcessor()
    {
        uint* registers = stackalloc uint[4];
        Cpu.CpuId(0, 0, registers);
        uint highest = registers[0];
        uint* crystal = stackalloc uint[4];
        uint* nominal = stackalloc uint[4];
        uint* hypervisor = stackalloc uint[4];
        Cpu.CpuId(highest >= 0x15 ? 0x15u : 0, 0, crystal);
        Cpu.CpuId(highest >= 0x16 ? 0x16u : 0, 0, nominal);
        Cpu.CpuId(1, 0, registers);
        bool isGuest = (registers[2] >> 31) != 0;
        Cpu.CpuId(0x4000_0000, 0, hypervisor);
        bool tells = isGuest && hypervisor[0] is >= 0x4000_0010 and < 0x4000_1000;
        Cpu.CpuId(0x4000_0010, 0, hypervisor);
        return FrequencyChoice.OfProcessor(
            highest >= 0x15 ? (crystal[0], crystal[1], crystal[2]) : default, highest >= 0x16 ? nominal[0] & 0xFFFF : 0, tells ? hypervisor[0] : 0);
    }

    /// <summary>From one second of the real-time clock to the next; 0 if it stands.</summary>
    private static ulong BySeconds()
    {
        if (!TryNextSecond(out ulong first) || !TryNextSecond(out ulong second))
        {
            return 0;
        }

        return FrequencyChoice.IsPlausible(second - first) ? second - first : 0;
    }

    private static bool TryNextSecond(out ulong timestamp)
    {
        ulong start = Cpu.ReadTimestamp();
        byte second = Clock.ReadRtc(0);
        do
        {
            timestamp = Cpu.ReadTimestamp();
            if (Clock.ReadRtc(0) != second)
            {
                return true;
            }
        }
        while (timestamp - start < SecondPatience);
        return false;
    }
}
