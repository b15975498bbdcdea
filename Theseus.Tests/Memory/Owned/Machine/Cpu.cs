using Xunit;
using Theseus.Tests.Memory.Owned;

namespace Theseus.Runtime;

/// <summary>The kernel's Cpu on the host: the instructions that page tables need, on the model of a TLB.</summary>
internal static class Cpu
{
    public static void WriteMsr(uint register, ulong value)
    {
        Assert.Equal(0x277u, register);
        Assert.Equal(0x01ul, (value >> 8) & 7); // entry 1: write-combining
    }

    public static void WritePageTableRoot(ulong root) => ModelTlb.WriteRoot(root);

    public static void InvalidatePage(nuint address) => ModelTlb.Invalidate(address);
}
