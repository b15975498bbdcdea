using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Runtime.Startup;

namespace Theseus.Memory;

/// <summary>
/// The statics of the nano-core that are of an instance (<see cref="OfInstanceAttribute"/>): two ranges of the image,
/// which are in pages apart while another instance runs.
/// </summary>
[Resident]
internal static class InstanceStatics
{
    private static nuint DataBytes => (nuint)(RunningImage.Header.InstanceDataEnd - RunningImage.Header.DataStart);

    private static nuint ZeroBytes => (nuint)(RunningImage.Header.InstanceZeroEnd - RunningImage.Header.ZeroStart);

    private static nuint Pages => (DataBytes + ZeroBytes + RawPages.PageSize - 1) / RawPages.PageSize;

    /// <summary>True of an address in the nano-core's data.</summary>
    public static bool IsInImage(nuint address) =>
        address >= RunningImage.Header.DataStart && address < RunningImage.Header.ZeroEnd;

    /// <summary>True of an address in such statics.</summary>
    public static bool Contains(nuint address) => address - RunningImage.Header.DataStart < DataBytes
        || address - RunningImage.Header.ZeroStart < ZeroBytes;

    /// <summary>Pages for a copy; 0 if memory is out.</summary>
    public static nuint Take() => RawPages.Take(Pages, MemoryOwner.Of(MemoryKind.Books));

    /// <summary>Gives such pages back; 0 is none.</summary>
    public static void Give(nuint copy)
    {
        if (copy != 0)
        {
            RawPages.Give(copy, Pages, MemoryOwner.Of(MemoryKind.Books));
        }
    }

    /// <summary>Copies the statics to such pages.</summary>
    // SAFETY: the linker has made both ranges of whole words; the copy has room for both.
    public static unsafe void CopyOut(nuint copy)
    {
        HeapMemory.Copy((void*)copy, (void*)RunningImage.Header.DataStart, DataBytes);
        HeapMemory.Copy((void*)(copy + DataBytes), (void*)RunningImage.Header.ZeroStart, ZeroBytes);
    }

    /// <summary>Copies them back.</summary>
    // SAFETY: as CopyOut, which has written both ranges one after the other.
    public static unsafe void CopyIn(nuint copy)
    {
        HeapMemory.Copy((void*)RunningImage.Header.DataStart, (void*)copy, DataBytes);
        HeapMemory.Copy((void*)RunningImage.Header.ZeroStart, (void*)(copy + DataBytes), ZeroBytes);
    }
}
