using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Theseus.Memory.Physical;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>What of a PC is hard to guess, and how much a word of it is worth.</summary>
internal sealed class MachineEntropy : IEntropySource
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

    private readonly bool _hasSeed;

    /// <summary>Finds out what the processor has.</summary>
    public MachineEntropy()
    {
        bool hasRandom = ((X86Base.CpuId(1, 0).Ecx >> RandomFeature) & 1) != 0;
        int highest = X86Base.CpuId(0, 0).Eax;
        _hasSeed = highest >= 7 && ((X86Base.CpuId(7, 0).Ebx >> SeedFeature) & 1) != 0;
        HardwareBitsOfWord = _hasSeed ? 64 : hasRandom ? 32 : 0;
    }

    /// <inheritdoc/>
    public ulong Timestamp => Cpu.ReadTimestamp();

    /// <inheritdoc/>
    public ulong BootFacts =>
        ((ulong)Clock.UtcTicks * 0x9E37_79B9_7F4A_7C15) ^ (Clock.SinceLoaderNs << 20) ^ BootInformation.RamBytes;

    /// <summary>
    /// All of RDSEED's, half of RDRAND's, of which many may come from one seed; 0 where there is none.
    /// </summary>
    public int HardwareBitsOfWord { get; }

    /// <inheritdoc/>
    // SAFETY: the instructions write one word, to a local.
    public unsafe bool TryHardware(out ulong word)
    {
        ulong value = 0;
        bool has = HardwareBitsOfWord != 0 && (_hasSeed ? Cpu.ReadSeed(&value) : Cpu.ReadRandom(&value)) != 0;
        word = value;
        return has;
    }

    /// <inheritdoc/>
    public bool TryTakeInterruptTime(out ulong time) => InterruptTimes.TryTake(out time);

    /// <summary>
    /// Cached and uncached memory, and a port of the chipset. The same instructions each time: on a machine that counts
    /// instructions instead of time it is always the same, and is found out.
    /// </summary>
    public ulong Noise()
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
