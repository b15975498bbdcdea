using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime;

/// <summary>
/// The instruction sets beyond the baseline that this machine can run, which compiled code asks for where a program says
/// <c>IsSupported</c> (bits of ILC 10.0.12's table; Intel SDM volume 2, CPUID). What needs the wide registers is not among them: they
/// are neither turned on nor saved.
/// </summary>
// SAFETY: one word in the nano-core's data, and CPUID's four registers.
internal static unsafe class CpuFeatures
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
        uint* registers = stackalloc uint[4];
        Cpu.CpuId(0, 0, registers);
        uint highest = registers[0];
        Cpu.CpuId(1, 0, registers);
        uint found = Baseline | If(Has(registers[2], 25) && Has(registers[2], 1), Aes);
        if (highest >= 7)
        {
            Cpu.CpuId(7, 0, registers);
            found |= If(Has(registers[2], 8), Gfni) | If(Has(registers[1], 29), Sha)
                | If(Has(registers[2], 5), WaitPkg) | If(Has(registers[3], 14), Serialize);
        }

        *Word() = found;
    }

    private static bool Has(uint register, int bit) => ((register >> bit) & 1) != 0;

    private static uint If(bool has, uint feature) => has ? feature : 0;

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cpu_features_address")]
    private static extern uint* Word();
}
