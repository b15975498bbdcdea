using Theseus.Runtime.Unwind;

namespace Theseus.Memory;

/// <summary>What the page tables allow, counted in pages of 4 KiB (a large page counts as 512).</summary>
public struct PageCounts
{
    /// <summary>Pages that can be executed and not written.</summary>
    public ulong Executable;

    /// <summary>Pages that can only be read.</summary>
    public ulong ReadOnly;

    /// <summary>Pages that can be written and not executed.</summary>
    public ulong Writable;

    /// <summary>Pages that can be written and executed: none, ever.</summary>
    public ulong WritableAndExecutable;

    /// <summary>Second mappings of frames that hold the image's code: none, ever.</summary>
    public ulong AliasesOfText;
}

/// <summary>Walks the page tables that are in force (Intel SDM volume 3, section 4.5), to check what they should hold.</summary>
// SAFETY: tables are reached through the direct map; only present entries are followed, and no table is freed while the
// one flow of execution walks.
public static unsafe class PageTableWalk
{
    private const int TopShift = 39;
    private const int PageShift = 12;

    /// <summary>Counts every mapping there is.</summary>
    public static PageCounts Count()
    {
        PageCounts counts = default;
        Visit(AddressSpace.Root, 0, TopShift, writable: true, executable: true, &counts);
        return counts;
    }

    private static void Visit(ulong table, ulong start, int shift, bool writable, bool executable, PageCounts* counts)
    {
        ulong* entries = (ulong*)AddressSpace.Physical(table);
        for (ulong i = 0; i < 512; i++)
        {
            ulong entry = entries[i];
            if ((entry & AddressSpace.Present) == 0)
            {
                continue;
            }

            ulong address = start + (i << shift);
            if (shift == TopShift && i >= 256)
            {
                address |= 0xFFFF_0000_0000_0000; // canonical form
            }

            bool mayWrite = writable && (entry & AddressSpace.Writable) != 0;
            bool mayExecute = executable && (entry & AddressSpace.NoExecute) == 0;
            if (shift == PageShift || (entry & AddressSpace.LargePage) != 0)
            {
                Add(address, entry & AddressSpace.AddressMask, 1UL << (shift - PageShift), mayWrite, mayExecute, counts);
            }
            else
            {
                Visit(entry & AddressSpace.AddressMask, address, shift - 9, mayWrite, mayExecute, counts);
            }
        }
    }

    private static void Add(ulong address, ulong frame, ulong pages, bool mayWrite, bool mayExecute, PageCounts* counts)
    {
        if (mayWrite && mayExecute)
        {
            counts->WritableAndExecutable += pages;
        }
        else if (mayExecute)
        {
            counts->Executable += pages;
        }
        else if (mayWrite)
        {
            counts->Writable += pages;
        }
        else
        {
            counts->ReadOnly += pages;
        }

        ImageHeader* image = ImageHeader.Get();
        ulong textStart = (ulong)image->TextStart - AddressSpace.KernelWindow;
        ulong textEnd = (ulong)image->TextEnd - AddressSpace.KernelWindow;
        bool holdsText = frame < textEnd && frame + (pages << PageShift) > textStart;
        if (holdsText && address != frame + AddressSpace.KernelWindow)
        {
            counts->AliasesOfText += pages;
        }
    }
}
