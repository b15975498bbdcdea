using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>The windows of the address space from which pages are given out.</summary>
// SAFETY: the windows are statics, which do not move.
[Resident]
internal static unsafe class AddressWindows
{
    private const ulong SmallestGeneralPages = (1UL << 30) / Frame.Bytes;
    private const ulong DevicePages = (2UL << 30) / Frame.Bytes;
    private const ulong GeneralPagesPerFrame = 4;

    private static PageWindow s_general;
    private static PageWindow s_devices;
    private static PageWindow s_cells;

    /// <summary>For everything that has no reason to be elsewhere: four times the RAM, so that runs are found in spite of holes.</summary>
    public static PageWindow* General => (PageWindow*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref s_general);

    /// <summary>For device memory.</summary>
    public static PageWindow* Devices => (PageWindow*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref s_devices);

    /// <summary>For cells: within 2 GiB of the image, so that 32-bit relative addresses reach from each to each.</summary>
    public static PageWindow* Cells => (PageWindow*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref s_cells);

    /// <summary>Sets the windows up. The page tables that are in force map the ledgers from now on.</summary>
    public static void Initialize()
    {
        s_general = s_devices = s_cells = default;
        Quarantine.Initialize();
        ulong pages = Math.Max(FrameAllocator.RamFrames * GeneralPagesPerFrame, SmallestGeneralPages);
        pages = (pages + 511) & ~511UL;
        ulong cellPages = (WindowAddresses.CellsEnd - WindowAddresses.Cells) / Frame.Bytes;
        if (!General->Initialize(new VirtualAddress(WindowAddresses.General).Page, pages, LedgerOf(0))
            || !Devices->Initialize(new VirtualAddress(WindowAddresses.Devices).Page, DevicePages, LedgerOf(1))
            || !Cells->Initialize(new VirtualAddress(WindowAddresses.Cells).Page, cellPages, LedgerOf(2)))
        {
            Panic.Stop("too little memory for the books of the address space"u8);
        }
    }

    /// <summary>The window that a page is in; null for those that are not given out.</summary>
    public static PageWindow* Of(Page page)
    {
        if (General->Contains(page))
        {
            return General;
        }

        return Cells->Contains(page) ? Cells : Devices->Contains(page) ? Devices : null;
    }

    private static VirtualAddress LedgerOf(ulong window) => new(WindowAddresses.Ledgers + (window * WindowAddresses.LedgerStride));
}
