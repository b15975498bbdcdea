using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Runtime;

/// <summary>The kernel's Cpu on the host: the instructions that page tables need, on the model of a TLB.</summary>
internal static class Cpu
{
    /// <summary>What was last written to each port.</summary>
    public static byte[] Ports { get; } = new byte[1 << 16];

    public static void WriteMsr(uint register, ulong value)
    {
        Assert.Equal(0x277u, register);
        Assert.Equal(0x01ul, (value >> 8) & 7); // entry 1: write-combining
    }

    /// <summary>The clock of a simulation on this thread; null where it is the host's.</summary>
    [field: ThreadStatic]
    public static Func<ulong>? Time { get; set; }

    public static ulong ReadTimestamp() => Time?.Invoke() ?? (ulong)System.Diagnostics.Stopwatch.GetTimestamp();

    public static int DisableInterrupts() => Theseus.Tests.Tasks.SimulatedCpu.DisableInterrupts() ? 1 : 0;

    public static void EnableInterrupts() => Theseus.Tests.Tasks.SimulatedCpu.EnableInterrupts();

    public static void WaitForInterrupt() => Theseus.Tests.Tasks.SimulatedCpu.WaitForInterrupt();

    /// <summary>
    /// A device that answers in the ports' stead, each byte for itself; null where there is none. It sees what is
    /// written before it is asked.
    /// </summary>
    public static Func<ushort, byte?>? Device { get; set; }

    public static byte In8(ushort port) => Device?.Invoke(port) ?? Ports[port];

    public static ushort In16(ushort port) => (ushort)(In8(port) | (In8((ushort)(port + 1)) << 8));

    public static uint In32(ushort port) => In16(port) | ((uint)In16((ushort)(port + 2)) << 16);

    public static void Out8(ushort port, byte value) => Ports[port] = value;

    public static void Out16(ushort port, ushort value) =>
        (Ports[port], Ports[port + 1]) = ((byte)value, (byte)(value >> 8));

    public static void Out32(ushort port, uint value)
    {
        Out16(port, (ushort)value);
        Out16((ushort)(port + 2), (ushort)(value >> 16));
    }

    public static void WritePageTableRoot(ulong root) => ModelTlb.WriteRoot(root);

    public static void InvalidatePage(nuint address) => ModelTlb.Invalidate(address);
}
