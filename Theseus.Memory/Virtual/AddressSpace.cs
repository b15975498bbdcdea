using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>What code may do with a page.</summary>
public enum PageAccess
{
    /// <summary>Read only.</summary>
    Read,

    /// <summary>Read and write.</summary>
    ReadWrite,

    /// <summary>Read and execute. There is no value for writing and executing.</summary>
    ReadExecute,
}

/// <summary>
/// The one address space (Intel SDM volume 3, chapter 4; four-level paging):
/// <list type="table">
/// <item><term>0</term><description>nothing: a null reference faults</description></item>
/// <item><term>0xFFFF800000000000</term><description>all RAM, read and write</description></item>
/// <item><term>0xFFFF900000000000</term><description>device memory</description></item>
/// <item><term>0xFFFFA00000000000</term><description>page runs (<see cref="PageRuns"/>)</description></item>
/// <item><term>0xFFFFFFFF80000000</term><description>the image: text, constants, data</description></item>
/// </list>
/// </summary>
// SAFETY: page tables come from TakeTable, zeroed, and are reached through the direct map, which maps all RAM.
public static unsafe class AddressSpace
{
    /// <summary>Virtual address minus physical address of the image.</summary>
    public const ulong KernelWindow = 0xFFFF_FFFF_8000_0000;

    /// <summary>Virtual address minus physical address of RAM.</summary>
    public const ulong DirectMap = 0xFFFF_8000_0000_0000;

    /// <summary>Pages at the low end of every stack that cannot be touched until a stack overflow needs them.</summary>
    public const int GuardReservePages = 16;

    private const ulong DeviceWindow = 0xFFFF_9000_0000_0000;
    internal const ulong Present = 1;
    internal const ulong Writable = 2;
    private const ulong WriteThrough = 8;   // selects PAT entry 1, which is made write-combining
    private const ulong CacheDisable = 16;
    internal const ulong LargePage = 0x80;
    private const ulong Global = 0x100;
    internal const ulong NoExecute = 1UL << 63;
    internal const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const ulong LargeBytes = 2 << 20;
    private const uint PatRegister = 0x277;

    private static ulong s_root;
    private static ulong s_physicalBase; // 0 while the loader's identity map is in force
    private static ulong s_nextDevice;
    private static ulong s_tableFrames;

    /// <summary>Frames that hold page tables.</summary>
    public static ulong TableFrames => s_tableFrames;

    /// <summary>Physical address of the top table.</summary>
    public static ulong Root => s_root;

    /// <summary>Builds the final tables and switches to them.</summary>
    public static void Initialize()
    {
        Cpu.WriteMsr(PatRegister, 0x0007_0406_0007_0106); // entry 1: write-combining (SDM 3A, 12.12.2)
        s_root = TakeTable();
        MapRam();
        ImageHeader* image = ImageHeader.Get();
        MapImage(image->TextStart, image->TextEnd, PageAccess.ReadExecute);
        MapImage(image->RodataStart, image->RodataEnd, PageAccess.Read);
        MapImage(image->DataStart, image->DataEnd, PageAccess.ReadWrite);
        MapImage(image->BssStart, image->BssEnd, PageAccess.ReadWrite);
        MapImage(image->ImageEnd, (byte*)((FrameAllocator.TableEnd + 4095) & ~4095UL), PageAccess.ReadWrite);
        Cpu.WritePageTableRoot(s_root);
        s_physicalBase = DirectMap;
        s_nextDevice = DeviceWindow;
    }

    /// <summary>Maps one page to a frame. False if there is no frame left for a page table.</summary>
    public static bool Map(ulong page, ulong frame, PageAccess access) => MapEntry(page, frame, Flags(access) | Global);

    /// <summary>Takes one page's mapping away; returns the frame it had, or 0 if it had none.</summary>
    public static ulong Unmap(ulong page)
    {
        ulong* entry = Find(page);
        if (entry == null || (*entry & Present) == 0)
        {
            return 0;
        }

        ulong frame = *entry & AddressMask;
        *entry = 0;
        Cpu.InvalidatePage((nuint)page);
        return frame;
    }

    /// <summary>Makes a mapped page fault on every access, but keeps its frame.</summary>
    public static void Hide(ulong page)
    {
        ulong* entry = Find(page);
        if (entry != null)
        {
            *entry &= ~Present;
            Cpu.InvalidatePage((nuint)page);
        }
    }

    /// <summary>Undoes <see cref="Hide"/>. Needs no memory, so that the handling of a fault may call it.</summary>
    public static void Show(ulong page)
    {
        ulong* entry = Find(page);
        if (entry != null && *entry != 0)
        {
            *entry |= Present;
        }
    }

    /// <summary>
    /// Maps device memory for reading and writing: write-combining for framebuffers, else uncached. Null if page
    /// tables cannot be had.
    /// </summary>
    public static void* MapDevice(ulong address, ulong bytes, bool writeCombining)
    {
        ulong first = address & ~4095UL;
        ulong end = (address + bytes + 4095) & ~4095UL;
        ulong start = s_nextDevice;
        ulong flags = Present | Writable | NoExecute | Global | (writeCombining ? WriteThrough : CacheDisable | WriteThrough);
        for (ulong frame = first; frame < end; frame += 4096)
        {
            if (!MapEntry(s_nextDevice, frame, flags))
            {
                return null;
            }

            s_nextDevice += 4096;
        }

        s_nextDevice += 4096; // a page between devices stays unmapped
        return (void*)(start + (address - first));
    }

    /// <summary>Makes the names of the functions readable for panics, where the loader brought them.</summary>
    public static void AttachNames()
    {
        ulong start = BootInformation.NamesStart;
        if (start == 0 || BootInformation.NamesEnd > FrameAllocator.RamEnd)
        {
            return;
        }

        // What lies between the image and the frame table is in the kernel window, all other RAM in the direct map.
        bool besideImage = start >= ImageHeader.Get()->BootStartPhysical && start < FrameAllocator.TableEnd - KernelWindow;
        FunctionNames.Attach((void*)(start + (besideImage ? KernelWindow : DirectMap)), BootInformation.NamesEnd - start);
    }

    /// <summary>Where RAM at a physical address can be read and written.</summary>
    public static void* Physical(ulong address) => (void*)(address + s_physicalBase);

    private static ulong Flags(PageAccess access) => access switch
    {
        PageAccess.ReadWrite => Present | Writable | NoExecute,
        PageAccess.ReadExecute => Present,
        _ => Present | NoExecute,
    };

    /// <summary>All RAM by 2 MiB pages, but for the image's: those by 4 KiB, so that text has no writable alias.</summary>
    private static void MapRam()
    {
        ImageHeader* image = ImageHeader.Get();
        ulong imageStart = image->BootStartPhysical;
        ulong imageEnd = FrameAllocator.TableEnd - KernelWindow;
        for (ulong address = 0; address < FrameAllocator.RamEnd; address += LargeBytes)
        {
            if (!FrameAllocator.HasRam(address, address + LargeBytes))
            {
                continue; // a hole: devices may be there, which must have no cached alias
            }

            if (address + LargeBytes <= imageStart || address >= imageEnd)
            {
                ulong* directory = Table(DirectMap + address, levels: 2);
                Require(directory != null);
                directory[(address >> 21) & 511] = address | Present | Writable | NoExecute | LargePage | Global;
                continue;
            }

            for (ulong frame = address; frame < address + LargeBytes; frame += 4096)
            {
                if (frame < imageStart || frame >= imageEnd)
                {
                    Require(MapEntry(DirectMap + frame, frame, Flags(PageAccess.ReadWrite) | Global));
                }
            }
        }
    }

    private static void MapImage(byte* start, byte* end, PageAccess access)
    {
        for (ulong page = (ulong)start; page < (ulong)end; page += 4096)
        {
            Require(Map(page, page - KernelWindow, access));
        }
    }

    private static void Require(bool mapped)
    {
        if (!mapped)
        {
            Panic.Stop("too little memory for the kernel's page tables"u8);
        }
    }

    private static bool MapEntry(ulong page, ulong frame, ulong flags)
    {
        ulong* table = Table(page, levels: 3);
        if (table == null)
        {
            return false;
        }

        table[(page >> 12) & 511] = frame | flags;
        return true;
    }

    /// <summary>The table that holds a page's entry after so many levels, made where it is missing; null if out.</summary>
    private static ulong* Table(ulong page, int levels)
    {
        ulong* table = (ulong*)Physical(s_root);
        for (int shift = 39; levels > 0; levels--, shift -= 9)
        {
            ulong* entry = &table[(page >> shift) & 511];
            if ((*entry & Present) == 0)
            {
                ulong made = TakeTable();
                if (made == 0)
                {
                    return null;
                }

                *entry = made | Present | Writable;
            }

            table = (ulong*)Physical(*entry & AddressMask);
        }

        return table;
    }

    private static ulong* Find(ulong page)
    {
        ulong* table = (ulong*)Physical(s_root);
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong entry = table[(page >> shift) & 511];
            if ((entry & Present) == 0 || (entry & LargePage) != 0)
            {
                return null;
            }

            table = (ulong*)Physical(entry & AddressMask);
        }

        return &table[(page >> 12) & 511];
    }

    private static ulong TakeTable()
    {
        ulong frame = FrameAllocator.Take();
        if (frame == 0)
        {
            return 0;
        }

        s_tableFrames++;
        ulong* words = (ulong*)Physical(frame);
        for (int i = 0; i < 512; i++)
        {
            words[i] = 0;
        }

        return frame;
    }
}
