using System.Runtime.Intrinsics.X86;
using Theseus.Cells.Drivers.CmosClock;

namespace Theseus.Cells.Drivers.SystemClock;

/// <summary>
/// How fast the time-stamp counter counts, by the first source that gives a plausible answer: the interval timer, what
/// the CPU or the hypervisor says (CPUID 0x15, 0x16, 0x40000010), the seconds of the clock with the battery.
/// </summary>
internal sealed class TimestampFrequency(IntervalTimer timer, Mc146818 calendar, Func<ulong> timestamp)
{
    private const int PartOfSecond = 100;
    private const int Attempts = 6;
    private const ulong Patience = 2_000_000_000; // ticks: longer than 10 ms at any plausible rate
    private const ulong SecondPatience = 40_000_000_000;
    private const int HypervisorLeaves = 0x4000_0000;

    /// <summary>Ticks a second; 0 where nothing tells.</summary>
    public ulong Measure()
    {
        ulong frequency = ByTimer();
        frequency = frequency != 0 ? frequency : ByProcessor();
        return frequency != 0 ? frequency : BySeconds();
    }

    /// <summary>
    /// The middle of three plausible measurements. A host that is busy stretches one now and then, never shrinks one by
    /// much.
    /// </summary>
    private ulong ByTimer()
    {
        Span<ulong> found = stackalloc ulong[3];
        int count = 0;
        for (int i = 0; i < Attempts && count < found.Length; i++)
        {
            ulong frequency = timer.Measure((ushort)(IntervalTimer.Hz / PartOfSecond), timestamp, Patience)
                * PartOfSecond;
            if (FrequencyChoice.IsPlausible(frequency))
            {
                found[count++] = frequency;
            }
        }

        return FrequencyChoice.Middle(found[..count]);
    }

    private static ulong ByProcessor()
    {
        uint highest = Leaf(0).Eax;
        (uint Eax, uint Ebx, uint Ecx) crystal = Leaf(highest >= 0x15 ? 0x15 : 0);
        uint nominal = Leaf(highest >= 0x16 ? 0x16 : 0).Eax;
        bool isGuest = Leaf(1).Ecx >> 31 != 0;
        bool tells = isGuest
            && Leaf(HypervisorLeaves).Eax is >= HypervisorLeaves + 0x10 and < HypervisorLeaves + 0x1000;
        return FrequencyChoice.OfProcessor(
            highest >= 0x15 ? (crystal.Eax, crystal.Ebx, crystal.Ecx) : default,
            highest >= 0x16 ? nominal & 0xFFFF : 0,
            tells ? Leaf(HypervisorLeaves + 0x10).Eax : 0);
    }

    private static (uint Eax, uint Ebx, uint Ecx) Leaf(int number)
    {
        (int eax, int ebx, int ecx, _) = X86Base.CpuId(number, 0);
        return ((uint)eax, (uint)ebx, (uint)ecx);
    }

    /// <summary>From one second of the clock with the battery to the next; 0 if it stands.</summary>
    private ulong BySeconds()
    {
        if (!TryNextSecond(out ulong first) || !TryNextSecond(out ulong second))
        {
            return 0;
        }

        return FrequencyChoice.IsPlausible(second - first) ? second - first : 0;
    }

    private bool TryNextSecond(out ulong time)
    {
        ulong start = timestamp();
        byte second = calendar.RawSeconds;
        do
        {
            time = timestamp();
            if (calendar.RawSeconds != second)
            {
                return true;
            }
        }
        while (time - start < SecondPatience);
        return false;
    }
}
