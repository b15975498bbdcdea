using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// The one door through which the heap takes memory from the machine: runs of whole pages, contiguous in the
/// window of virtual addresses, zeroed, readable and writable, never executable. One bit a page says what is taken.
/// </summary>
// SAFETY: pages are touched only while they are mapped, and the map of taken pages has a bit for every page of the window.
public static unsafe class PageRuns
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = 4096;

    private const ulong Window = 0xFFFF_A000_0000_0000;
    private const ulong SmallestWindow = 1UL << 30;
    private const ulong WindowPerRam = 4;

    private static ulong* s_taken;
    private static ulong s_pages;
    private static ulong s_hint;
    private static ulong s_pagesHeld;

    /// <summary>First address of the window.</summary>
    public static nuint WindowStart => unchecked((nuint)Window);

    /// <summary>One past its last address.</summary>
    public static nuint WindowEnd => unchecked((nuint)(Window + (s_pages * PageSize)));

    /// <summary>Pages handed out.</summary>
    public static ulong PagesHeld => s_pagesHeld;

    /// <summary>Takes the frame of one page of a run away for good: a stack's lowest page, which stays unmapped.</summary>
    public static void Withdraw(ulong page)
    {
        FrameAllocator.Give(AddressSpace.Unmap(page));
        s_pagesHeld--;
    }

    /// <summary>Sets the window up: four times the RAM, so that a run is found in spite of holes.</summary>
    public static void Initialize()
    {
        ulong bytes = FrameAllocator.TotalFrames * PageSize * WindowPerRam;
        s_pages = (bytes < SmallestWindow ? SmallestWindow : bytes) / PageSize;
        s_pages = (s_pages + 63) & ~63UL;
        ulong mapPages = ((s_pages / 8) + PageSize - 1) / PageSize;
        s_taken = (ulong*)Window;
        for (ulong i = 0; i < mapPages; i++)
        {
            if (!MapZeroed(Window + (i * PageSize)))
            {
                Panic.Stop("too little memory for the page table of the heap's window"u8);
            }
        }

        for (ulong i = 0; i < mapPages; i++)
        {
            s_taken[i / 64] |= 1UL << (int)(i & 63);
        }

        s_pagesHeld = mapPages;
        s_hint = mapPages;
    }

    /// <summary>Takes a run of pages, zeroed; null where frames or addresses are out. Zero pages: null.</summary>
    public static void* Take(nuint pages)
    {
        if (pages == 0 || pages > s_pages || pages > FrameAllocator.FreeFrames)
        {
            return null;
        }

        ulong first = Find(s_hint, pages);
        if (first == ulong.MaxValue)
        {
            first = Find(0, pages);
            if (first == ulong.MaxValue)
            {
                return null;
            }
        }

        for (ulong i = 0; i < pages; i++)
        {
            if (!MapZeroed(Window + ((first + i) * PageSize)))
            {
                Unmap(first, i);
                return null;
            }
        }

        Mark(first, pages, taken: true);
        s_hint = first + pages;
        s_pagesHeld += pages;
        return (void*)(Window + (first * PageSize));
    }

    /// <summary>Gives a run, or a part of one, back. What was never taken is a kernel bug: panic.</summary>
    public static void Give(void* start, nuint pages)
    {
        ulong first = ((ulong)start - Window) / PageSize;
        if (((ulong)start & (PageSize - 1)) != 0 || first >= s_pages || pages > s_pages - first)
        {
            Panic.Stop("pages were given back that are no page run"u8);
        }

        Unmap(first, pages);
        Mark(first, pages, taken: false);
        s_pagesHeld -= pages;
        if (first < s_hint)
        {
            s_hint = first;
        }
    }

    private static bool MapZeroed(ulong page)
    {
        ulong frame = FrameAllocator.Take();
        if (frame == 0)
        {
            return false;
        }

        if (!AddressSpace.Map(page, frame, PageAccess.ReadWrite))
        {
            FrameAllocator.Give(frame);
            return false;
        }

        Fill((void*)page, 0, PageSize);
        return true;
    }

    private static void Unmap(ulong first, ulong pages)
    {
        for (ulong i = 0; i < pages; i++)
        {
            ulong frame = AddressSpace.Unmap(Window + ((first + i) * PageSize));
            if (frame == 0)
            {
                Panic.Stop("a page of a run was not mapped"u8);
            }

            FrameAllocator.Give(frame);
        }
    }

    /// <summary>Finds so many free pages in a row from a page number on.</summary>
    private static ulong Find(ulong from, ulong pages)
    {
        ulong run = 0;
        ulong at = from;
        while (at < s_pages)
        {
            ulong word = s_taken[at / 64];
            if ((at & 63) == 0)
            {
                if (word == ulong.MaxValue)
                {
                    run = 0;
                    at += 64;
                    continue;
                }

                if (word == 0)
                {
                    run += 64;
                    at += 64;
                    if (run >= pages)
                    {
                        return at - run;
                    }

                    continue;
                }
            }

            run = (word & (1UL << (int)(at & 63))) != 0 ? 0 : run + 1;
            at++;
            if (run >= pages)
            {
                return at - run;
            }
        }

        return ulong.MaxValue;
    }

    private static void Mark(ulong first, ulong pages, bool taken)
    {
        for (ulong at = first; at < first + pages; at++)
        {
            ulong mask = 1UL << (int)(at & 63);
            if (taken)
            {
                s_taken[at / 64] |= mask;
            }
            else
            {
                s_taken[at / 64] &= ~mask;
            }
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memset")]
    private static extern void* Fill(void* target, int value, nuint bytes);
}
