using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>The windows of the address space from which pages are given out.</summary>
[Resident]
internal static class AddressWindows
{
    private const ulong SmallestGeneralPages = (1UL << 30) / Frame.Bytes;
    private const ulong DevicePages = (2UL << 30) / Frame.Bytes;
    private const ulong GeneralPagesPerFrame = 4;

    private static PageWindow s_general;
    private static PageWindow s_devices;
    private static PageWindow s_cells;

    /// <summary>
    /// For everything that has no reason to be elsewhere: four times the RAM, so that runs are found in spite of holes.
    /// </summary>
    public static ref PageWindow General => ref s_general;

    /// <summary>For device memory.</summary>
    public static ref PageWindow Devices => ref s_devices;

    /// <summary>
    /// For cells: within 2 GiB of the image, so that 32-bit relative addresses reach from each to each.
    /// </summary>
    public static ref PageWindow Cells => ref s_cells;

    /// <summary>Sets the windows up. The page tables that are in force map the ledgers from now on.</summary>
    public static void Initialize()
    {
        s_general = s_devices = s_cells = default;
        Quarantine.Initialize();
        ulong pages = Math.Max(FrameAllocator.RamFrames * GeneralPagesPerFrame, SmallestGeneralPages);
        pages = (pages + 511) & ~511UL;
        ulong cellPages = (WindowAddresses.CellsEnd - WindowAddresses.Cells) / Frame.Bytes;
        if (!General.Initialize(new VirtualAddress(WindowAddresses.General).Page, pages, LedgerOf(0),
            hasQuarantine: true)
            || !Devices.Initialize(new VirtualAddress(WindowAddresses.Devices).Page, DevicePages, LedgerOf(1))
            || !Cells.Initialize(new VirtualAddress(WindowAddresses.Cells).Page, cellPages, LedgerOf(2)))
        {
            Panic.Stop("too little memory for the books of the address space"u8);
        }
    }

    /// <summary>
    /// The window that a page is in; the general one, which does not contain it, for a page that is not given out.
    /// </summary>
    public static ref PageWindow Of(Page page)
    {
        if (s_general.Contains(page))
        {
            return ref s_general;
        }

        return ref s_cells.Contains(page) ? ref s_cells : ref s_devices.Contains(page) ? ref s_devices : ref s_general;
    }

    private static VirtualAddress LedgerOf(ulong window) =>
        new(WindowAddresses.Ledgers + (window * WindowAddresses.LedgerStride));
}
