using System.Runtime.InteropServices;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// What LGDT and LIDT read (Intel SDM volume 3, section 3.5.1): where a descriptor table is, and its last byte's
/// offset.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct PseudoDescriptor
{
    public ushort Limit;
    public ulong Base;
}
