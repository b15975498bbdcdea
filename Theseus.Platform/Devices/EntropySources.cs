using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;
using Theseus.Platform.Devices;
using Theseus.Runtime;

namespace Theseus.Platform.Entropy;

/// <summary>What of the machine is hard to guess, and how much a word of it is worth.</summary>
// SAFETY: CPUID's registers and one word of the CPU's generator.
internal static unsafe class EntropySources
{
    private const int SeedFeature = 18;   // CPUID 7, EBX
    private const int RandomFeature = 30; // CPUID 1, ECX
    private const int WalkedBytes = 16384;
    private const int Strides = 64;
    private const ushort SystemPort = 0x61; // reading it leaves the CPU: its time is another clock's
    private const uint TimeStampRounds = 3;

    [InlineArray(WalkedBytes)]
    private struct Walked
    {
        private byte _first;
    }

    private static Walked s_walked;
    private static uint s_at;
    private static int s_bitsOfWord = -1;
    private static bool s_hasSeed;

    /// <summary>The time-stamp counter.</summary>
    public static ulong Timestamp() => Cpu.ReadTimestamp();

    /// <summary>What differs between machines and boots, and is no secret: date, memory, when the loader was done.</summary>
    public static ulong BootFacts() =>
        ((ulong)Clock.UtcTicks * 0x9E37_79B9_7F4A_7C15) ^ (Clock.SinceLoaderNs << 20) ^ BootInformation.RamBytes;

    /// <summary>
    /// Bits that a word of the CPU's generator counts for: all of RDSEED's, half of RDRAND's, of which many may come from one seed; 0
    /// where there is none.
    /// </summary>
    public static int HardwareBitsOfWord
    {
        get
        {
            if (s_bitsOfWord < 0)
            {
                uint* registers = stackalloc uint[4];
                Cpu.CpuId(1, 0, registers);
                bool hasRandom = ((registers[2] >> RandomFeature) & 1) != 0;
                Cpu.CpuId(0, 0, registers);
                uint highest = registers[0];
                Cpu.CpuId(7, 0, registers);
                s_hasSeed = highest >= 7 && ((registers[1] >> SeedFeature) & 1) != 0;
                s_bitsOfWord = s_hasSeed ? 64 : hasRandom ? 32 : 0;
            }

            return s_bitsOfWord;
        }
    }

    /// <summary>A word of the CPU's generator; false where it has none to give now.</summary>
    public static bool TryHardware(out ulong word)
    {
        ulong value = 0;
        bool has = HardwareBitsOfWord != 0 && (s_hasSeed ? Cpu.ReadSeed(&value) : Cpu.ReadRandom(&value)) != 0;
        word = value;
        return has;
    }

    /// <summary>When an interrupt came that has not been asked about.</summary>
    public static bool TryTakeInterruptTime(out ulong time) => InterruptTimes.TryTake(out time);

    /// <summary>
    /// Ticks that a fixed piece of work takes: cached and uncached memory, and a port of the chipset. The same instructions each time: on
    /// a machine that counts instructions instead of time it is always the same, and is found out.
    /// </summary>
    public static ulong Noise()
    {
        ulong start = Cpu.ReadTimestamp();
        for (int i = 0; i < Strides; i++)
        {
            s_at = (s_at + 4099) % WalkedBytes;
            s_walked[(int)s_at]++;
        }

        for (uint i = 0; i < TimeStampRounds; i++)
        {
            Cpu.In8(SystemPort);
        }

        return Cpu.ReadTimestamp() - start;
    }
}
