using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Runs that hold no object: <i>spare</i> ones, which a collection emptied and the next allocations will want again,
/// and the <i>reserve</i>, which only the handling of an OutOfMemoryException may use.
/// Runs come in four lengths, 8 to 64 pages. All are in the page map, with no slots.
/// </summary>
[Resident]
[OfInstance]
internal static class RunPool
{
    /// <summary>Pages of the shortest run.</summary>
    public const uint SmallestPages = 8;

    private const int Lengths = 4;
    private const int ReserveShort = 8;
    private const int ReserveMedium = 2;

    private static Lists s_spare;
    private static Lists s_reserve;
    private static nuint s_sparePages;

    /// <summary>Pages in spare runs.</summary>
    public static nuint SparePages => s_sparePages;

    /// <summary>Starts empty and takes the reserve.</summary>
    public static bool Initialize()
    {
        s_spare = default;
        s_reserve = default;
        s_sparePages = 0;
        return RefillReserve();
    }

    /// <summary>
    /// A run for slots of <paramref name="sizeClass"/>, laid out; spare first; null where memory is out.
    /// </summary>
    // SAFETY: a run from the pool or from TakeNew is nobody's and has as many pages as its class wants.
    public static unsafe Run* Take(int sizeClass)
    {
        uint pages = SizeClasses.RunPages(sizeClass);
        Run* run = Pop(ref s_spare, pages);
        bool zeroed = run == null;
        if (zeroed)
        {
            run = TakeNew(pages);
        }
        else
        {
            s_sparePages -= pages;
        }

        if (run != null)
        {
            run->Format(sizeClass, pages, zeroed);
        }

        return run;
    }

    /// <summary>Like <see cref="Take"/>, from the reserve only.</summary>
    // SAFETY: as Take.
    public static unsafe Run* TakeReserve(int sizeClass)
    {
        uint pages = SizeClasses.RunPages(sizeClass);
        Run* run = Pop(ref s_reserve, pages);
        if (run != null)
        {
            run->Format(sizeClass, pages, zeroed: false);
        }

        return run;
    }

    /// <summary>Takes in an emptied run.</summary>
    public static void Add(ref Run run)
    {
        s_sparePages += run.Pages;
        Push(ref s_spare, ref run);
    }

    /// <summary>Gives spare runs back until at most <paramref name="keepPages"/> are left.</summary>
    /// <returns>Pages given back.</returns>
    public static nuint Trim(nuint keepPages)
    {
        nuint before = s_sparePages;
        for (uint pages = SmallestPages << (Lengths - 1); pages >= SmallestPages; pages /= 2)
        {
            while (s_sparePages > keepPages && TryGiveBack(pages))
            {
                s_sparePages -= pages;
            }
        }

        return before - s_sparePages;
    }

    /// <summary>Brings the reserve back to its full size.</summary>
    /// <returns>False if memory did not suffice.</returns>
    public static bool RefillReserve() =>
        Refill(SmallestPages, ReserveShort) & Refill(SmallestPages * 2, ReserveMedium);

    // SAFETY: the run is out of the pool and of the page map when its pages go, so nobody knows it any more.
    private static unsafe bool TryGiveBack(uint pages)
    {
        Run* run = Pop(ref s_spare, pages);
        if (run == null)
        {
            return false;
        }

        PageMap.Remove((nuint)run, pages);
        HeapPages.Give((nuint)run, pages);
        return true;
    }

    // SAFETY: a run from the pool or from TakeNew is nobody's and has so many pages.
    private static unsafe bool Refill(uint pages, int wanted)
    {
        for (int count = CountOf(ref s_reserve, pages); count < wanted; count++)
        {
            Run* run = Pop(ref s_spare, pages);
            if (run != null)
            {
                s_sparePages -= pages;
            }
            else
            {
                run = TakeNew(pages);
            }

            if (run == null)
            {
                return false;
            }

            run->Pages = pages;
            Push(ref s_reserve, ref *run);
        }

        return true;
    }

    // SAFETY: the pages were just taken, zeroed, and begin with the head that they are to have.
    private static unsafe Run* TakeNew(uint pages)
    {
        nuint start = HeapPages.Take(pages);
        if (start == 0 || PageMap.Enter(start, pages))
        {
            return (Run*)start;
        }

        HeapPages.Give(start, pages);
        return null;
    }

    // SAFETY: links an address, and follows none.
    private static unsafe void Push(ref Lists lists, ref Run run)
    {
        run.Kind = RunKind.Spare;
        run.SlotCount = 0;
        ref Run* head = ref HeadOf(ref lists, (uint)run.Pages);
        run.NextFree = head;
        head = run.Self;
    }

    // SAFETY: what is in a list is the pool's alone, in memory.
    private static unsafe Run* Pop(ref Lists lists, uint pages)
    {
        ref Run* head = ref HeadOf(ref lists, pages);
        Run* run = head;
        if (run != null)
        {
            head = run->NextFree;
        }

        return run;
    }

    // SAFETY: as Pop.
    private static unsafe int CountOf(ref Lists lists, uint pages)
    {
        int count = 0;
        for (Run* run = HeadOf(ref lists, pages); run != null; run = run->NextFree)
        {
            count++;
        }

        return count;
    }

    // SAFETY: names one of four fields, and follows none.
    private static unsafe ref Run* HeadOf(ref Lists lists, uint pages)
    {
        switch (BitOperations.Log2(pages / SmallestPages))
        {
            case 0: return ref lists.Pages8;
            case 1: return ref lists.Pages16;
            case 2: return ref lists.Pages32;
            default: return ref lists.Pages64;
        }
    }

    /// <summary>One list head for each length of run.</summary>
    private struct Lists
    {
        // SAFETY: heads, null or runs that were pushed and not popped: the pool's alone.
        public unsafe Run* Pages8, Pages16, Pages32, Pages64;
    }
}
