using System.Runtime.Intrinsics;
using Theseus.Format;

namespace Theseus.Memory.Physical;

/// <summary>Where RAM can be read and written by its physical address. Only this project uses it.</summary>
// SAFETY: all RAM is mapped at Base: by the loader's identity map at first, then by the direct map.
[Resident]
internal static unsafe class PhysicalMemory
{
    /// <summary>Virtual minus physical address.</summary>
    public static ulong Base { get; private set; }

    /// <summary>Says where RAM is mapped from now on.</summary>
    public static void MoveTo(ulong virtualBase) => Base = virtualBase;

    /// <summary>The byte at an address of RAM.</summary>
    public static void* At(PhysicalAddress address) => (void*)(address.Value + Base);

    /// <summary>Zeroes one frame.</summary>
    public static void Zero(Frame frame)
    {
        // Eight stores at constant distances from one pointer: eleven instructions for 128 bytes.
        Vector128<byte>* at = (Vector128<byte>*)At(frame.Start);
        for (Vector128<byte>* end = at + (Frame.Bytes / 16); at < end; at += 8)
        {
            at[0] = default;
            at[1] = default;
            at[2] = default;
            at[3] = default;
            at[4] = default;
            at[5] = default;
            at[6] = default;
            at[7] = default;
        }
    }
}
