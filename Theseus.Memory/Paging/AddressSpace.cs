using Theseus.Format;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Startup;
using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>
/// The one address space (Intel SDM volume 3, chapter 4; four-level paging):
/// <list type="table">
/// <item><term>0</term><description>nothing: a null reference faults</description></item>
/// <item><term>0xFFFF800000000000</term><description>all RAM (<see cref="DirectMap"/>)</description></item>
/// <item><term>0xFFFF900000000000</term><description>device memory</description></item>
/// <item><term>0xFFFFA00000000000</term><description>mappings, each with its owner</description></item>
/// <item><term>0xFFFFB00000000000</term><description>the ledgers of the windows</description></item>
/// <item><term>0xFFFFFFFF80000000</term><description>the image: text, constants, data</description></item>
/// <item><term>0xFFFFFFFF90000000</term><description>cells</description></item>
/// </list>
/// </summary>
[Resident]
internal static class AddressSpace
{
    /// <summary>Virtual address minus physical address of the image.</summary>
    public const ulong KernelWindow = 0xFFFF_FFFF_8000_0000;

    private const uint PatRegister = 0x277;
    private const ulong PatEntries = 0x0007_0406_0007_0106; // entry 1: write-combining (SDM 3A, 12.12.2)

    /// <summary>First frame of the image.</summary>
    public static Frame ImageStart => new PhysicalAddress(RunningImage.Header.BootStart).Frame;

    /// <summary>One past its last.</summary>
    public static Frame ImageEnd => new PhysicalAddress(RunningImage.Header.ImageEnd - KernelWindow).FrameUp;

    /// <summary>Builds the final tables and switches to them.</summary>
    public static void Initialize()
    {
        Cpu.WriteMsr(PatRegister, PatEntries);
        Require(PageTable.Create());
        MapRam();
        ref readonly ImageHeader image = ref RunningImage.Header;
        MapImage(image.TextStart, image.TextEnd, PageAccess.ReadExecute);
        MapImage(image.ReadOnlyStart, image.ReadOnlyEnd, PageAccess.Read);
        MapImage(image.DataStart, image.DataEnd, PageAccess.ReadWrite);
        MapImage(image.ZeroStart, image.ZeroEnd, PageAccess.ReadWrite);
        HideStackGuards();
        Cpu.WritePageTableRoot(PageTable.Root.Start.Value);
        PhysicalMemory.MoveTo(DirectMap.Start);
        FrameAllocator.Rebase();
        AddressWindows.Initialize();
    }

    /// <summary>Makes the names of the functions readable for panics, where the loader brought them.</summary>
    public static void AttachNames()
    {
        int module = BootInformation.FindModule("names"u8);
        if (module >= 0)
        {
            BootModule names = BootInformation.ModuleAt(module);
            if (names.End.Value <= FrameAllocator.RamEnd.Value)
            {
                // SAFETY: the loader put the file there, its end was just compared with RAM's, and its frames stay its
                // own.
                unsafe { FunctionNames.Attach((void*)PhysicalMemory.AddressOf(names.Start).Value,
                    names.End.Value - names.Start.Value); }
            }
        }
    }

    /// <summary>
    /// All RAM by 2 MiB pages, but where something else is close by: holes, where devices may be, have no cached alias,
    /// and those of the image can be taken out (<see cref="NanoCoreImage.Seal"/>).
    /// </summary>
    private static void MapRam()
    {
        ulong large = PageSize.Large.Frames();
        ulong flags = PageTable.Flags(PageAccess.ReadWrite); // not global: parts of it change
        for (Frame block = default; block.Number < FrameAllocator.FrameCount; block += large)
        {
            bool whole = !(block < ImageEnd) || !(ImageStart < block + large);
            for (ulong i = 0; i < large; i++)
            {
                whole &= FrameAllocator.IsRam(block + i);
            }

            if (whole)
            {
                Require(PageTable.Map(DirectMap.PageOf(block), block, flags, PageSize.Large));
                continue;
            }

            for (ulong i = 0; i < large; i++)
            {
                if (FrameAllocator.IsRam(block + i))
                {
                    Require(PageTable.Map(DirectMap.PageOf(block + i), block + i, flags));
                }
            }
        }
    }

    private static void MapImage(ulong start, ulong end, PageAccess access)
    {
        for (ulong at = start; at < end; at += Frame.Bytes)
        {
            Require(PageTable.Map(
                new VirtualAddress(at).Page, new PhysicalAddress(at - KernelWindow).Frame,
                    PageTable.Flags(access) | PageTable.Global));
        }
    }

    /// <summary>What overflows an interrupt stack faults instead of writing over the next.</summary>
    private static void HideStackGuards()
    {
        for (int i = 0; i < InterruptStacks.Count; i++)
        {
            PageTable.Small(new VirtualAddress(InterruptStacks.Guard(i)).Page) = 0;
        }
    }

    private static void Require(bool done)
    {
        if (!done)
        {
            Panic.Stop("too little memory for the kernel's page tables"u8);
        }
    }
}
