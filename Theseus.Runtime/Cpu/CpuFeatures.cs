using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime;

/// <summary>
/// The instruction sets beyond the baseline that this machine can run, which compiled code asks for where a program
/// says <c>IsSupported</c> (bits of ILC 10.0.12's table; Intel SDM volume 2, CPUID). What needs the wide registers is
/// not among them: they are neither turned on nor saved.
/// </summary>
internal static class CpuFeatures
{
    private const uint Baseline = 1;        // SSE3 to POPCNT: the boot has refused a CPU without
    private const uint Aes = 1u << 9;       // with PCLMULQDQ
    private const uint Gfni = 1u << 13;
    private const uint Sha = 1u << 14;
    private const uint WaitPkg = 1u << 16;
    private const uint Serialize = 1u << 17;

    /// <summary>Finds them out. Before it has run, there are none.</summary>
    public static void Detect()
    {
        uint highest = CpuId(0)[0];
        Registers one = CpuId(1);
        uint found = Baseline | If(Has(one[2], 25) && Has(one[2], 1), Aes);
        if (highest >= 7)
        {
            Registers seven = CpuId(7);
            found |= If(Has(seven[2], 8), Gfni) | If(Has(seven[1], 29), Sha)
                | If(Has(seven[2], 5), WaitPkg) | If(Has(seven[3], 14), Serialize);
        }

        Word() = found;
    }

    [InlineArray(4)]
    private struct Registers
    {
        private uint _eax;
    }

    private static Registers CpuId(uint leaf)
    {
        Registers registers = default;

        // SAFETY: there are four words at the address.
        unsafe
        {
            Cpu.CpuId(leaf, 0, (uint*)&registers);
        }

        return registers;
    }

    private static bool Has(uint register, int bit) => ((register >> bit) & 1) != 0;

    private static uint If(bool has, uint feature) => has ? feature : 0;

    /// <summary>The word in the nano-core's data that compiled code reads.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cpu_features_address")]
    private static extern ref uint Word();
}
