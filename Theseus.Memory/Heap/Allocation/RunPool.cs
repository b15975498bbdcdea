using System.Numerics;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Runs that hold no object: <i>spare</i> ones, which a collection emptied and the next allocations will want again,
/// and the <i>reserve</i>, which only the handling of an OutOfMemoryException may use.
/// Runs come in four lengths, 8 to 64 pages. All are in the page map, with no slots.
/// </summary>
// SAFETY: a run in a list is owned by the pool alone; its head stays valid while it is here.
[Resident]
internal static unsafe class RunPool
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

    /// <summary>A run for slots of <paramref name="sizeClass"/>, laid out; spare first; null where memory is out.</summary>
    public static Run* Take(int sizeClass)
    {
        uint pages = SizeClasses.RunPages(sizeClass);
        Run* run = Pop(ref s_spare, pages);
        bool zeroed = run == null;
        if (zeroed)
            run = TakeNew(pages);
        else
            s_sparePages -= pages;

        if (run != null)
            Run.Format(run, sizeClass, pages, zeroed);
        return run;
    }

    /// <summary>Like <see cref="Take"/>, from the reserve only.</summary>
    public static Run* TakeReserve(int sizeClass)
    {
        uint pages = SizeClasses.RunPages(sizeClass);
        Run* run = Pop(ref s_reserve, pages);
        if (run != null)
            Run.Format(run, sizeClass, pages, zeroed: false);
        return run;
    }

    /// <summary>Takes in an emptied run.</summary>
    public static void Add(Run* run)
    {
        MakeSpare(run);
        s_sparePages += run->Pages;
        Push(ref s_spare, run);
    }

    /// <summary>Gives spare runs back until at most <paramref name="keepPages"/> are left.</summary>
    /// <returns>Pages given back.</returns>
    public static nuint Trim(nuint keepPages)
    {
        nuint before = s_sparePages;
        for (uint pages = SmallestPages << (Lengths - 1); pages >= SmallestPages; pages /= 2)
        {
            while (s_sparePages > keepPages)
            {
                Run* run = Pop(ref s_spare, pages);
                if (run == null)
                    break;
                s_sparePages -= pages;
                PageMap.Remove(run, pages);
                HeapPages.Give(run, pages);
            }
        }

        return before - s_sparePages;
    }

    /// <summary>Brings the reserve back to its full size.</summary>
    /// <returns>False if memory did not suffice.</returns>
    public static bool RefillReserve() =>
        Refill(SmallestPages, ReserveShort) & Refill(SmallestPages * 2, ReserveMedium);

    private static bool Refill(uint pages, int wanted)
    {
        for (int count = CountOf(ref s_reserve, pages); count < wanted; count++)
        {
            Run* run = Pop(ref s_spare, pages);
            if (run != null)
                s_sparePages -= pages;
            else
                run = TakeNew(pages);
            if (run == null)
                return false;
            run->Pages = pages;
            MakeSpare(run);
            Push(ref s_reserve, run);
        }

        return true;
    }

    private static Run* TakeNew(uint pages)
    {
        Run* run = (Run*)HeapPages.Take(pages);
        if (run == null || PageMap.Enter(run, pages))
            return run;
        HeapPages.Give(run, pages);
        return null;
    }

    private static void MakeSpare(Run* run)
    {
        run->Kind = RunKind.Spare;
        run->SlotCount = 0;
    }

    private static void Push(ref Lists lists, Run* run)
    {
        ref Run* head = ref HeadOf(ref lists, (uint)run->Pages);
        run->NextFree = head;
        head = run;
    }

    private static Run* Pop(ref Lists lists, uint pages)
    {
        ref Run* head = ref HeadOf(ref lists, pages);
        Run* run = head;
        if (run != null)
            head = run->NextFree;
        return run;
    }

    private static int CountOf(ref Lists lists, uint pages)
    {
        int count = 0;
        for (Run* run = HeadOf(ref lists, pages); run != null; run = run->NextFree)
            count++;
        return count;
    }

    private static ref Run* HeadOf(ref Lists lists, uint pages)
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
        public Run* Pages8;
        public Run* Pages16;
        public Run* Pages32;
        public Run* Pages64;
    }
}
