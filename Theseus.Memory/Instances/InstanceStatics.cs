using Theseus.Format;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Startup;

namespace Theseus.Memory;

/// <summary>
/// The statics of the nano-core that are of an instance (<see cref="OfInstanceAttribute"/>): two ranges of the image,
/// which are copied to pages of their own while another instance runs.
/// </summary>
[Resident]
internal static class InstanceStatics
{
    private static nuint DataBytes => (nuint)(RunningImage.Header.InstanceDataEnd - RunningImage.Header.DataStart);

    private static nuint ZeroBytes => (nuint)(RunningImage.Header.InstanceZeroEnd - RunningImage.Header.ZeroStart);

    private static nuint Pages => (DataBytes + ZeroBytes + RawPages.PageSize - 1) / RawPages.PageSize;

    /// <summary>Copies them to new pages. False if memory is out.</summary>
    // SAFETY: the linker has made both ranges of whole words; the copy has room for both.
    public static unsafe bool TryCopyOut(ref nuint copy)
    {
        copy = RawPages.Take(Pages, MemoryOwner.Of(MemoryKind.Books));
        if (copy == 0)
        {
            return false;
        }

        ref readonly ImageHeader image = ref RunningImage.Header;
        HeapMemory.Copy((void*)copy, (void*)image.DataStart, DataBytes);
        HeapMemory.Copy((void*)(copy + DataBytes), (void*)image.ZeroStart, ZeroBytes);
        return true;
    }

    /// <summary>Copies them back, and gives the pages back.</summary>
    // SAFETY: what TryCopyOut has returned, with both ranges one after the other.
    public static unsafe void CopyIn(ref nuint copy)
    {
        ref readonly ImageHeader image = ref RunningImage.Header;
        HeapMemory.Copy((void*)image.DataStart, (void*)copy, DataBytes);
        HeapMemory.Copy((void*)image.ZeroStart, (void*)(copy + DataBytes), ZeroBytes);
        RawPages.Give(copy, Pages, MemoryOwner.Of(MemoryKind.Books));
        copy = 0;
    }
}
