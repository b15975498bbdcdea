namespace Theseus.Memory.Physical;

/// <summary>Where RAM can be read and written by its physical address. Only this project uses it.</summary>
// SAFETY: all RAM is mapped at Base: by the loader's identity map at first, then by the direct map.
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
        System.Runtime.Intrinsics.Vector128<byte>* at = (System.Runtime.Intrinsics.Vector128<byte>*)At(frame.Start);
        for (int i = 0; i < (int)Frame.Bytes / 16; i += 8)
        {
            at[i] = default;
            at[i + 1] = default;
            at[i + 2] = default;
            at[i + 3] = default;
            at[i + 4] = default;
            at[i + 5] = default;
            at[i + 6] = default;
            at[i + 7] = default;
        }
    }
}
