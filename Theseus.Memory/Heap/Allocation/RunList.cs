using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>All runs that hold objects, and for each size class those among them with free slots.</summary>
// SAFETY: links only runs that were formatted and are in the page map; a run is unlinked before its pages go.
[Resident]
internal static unsafe class RunList
{
    private static Run* s_first;
    private static FreeLists* s_free;

    /// <summary>The first of all runs; the others follow by <see cref="Run.Next"/>.</summary>
    public static Run* First => s_first;

    /// <summary>Starts with no runs.</summary>
    public static bool Initialize()
    {
        s_first = null;
        s_free = (FreeLists*)HeapPages.Take(1);
        return s_free != null;
    }

    /// <summary>Adds a run that now holds objects.</summary>
    public static void Add(Run* run)
    {
        run->Previous = null;
        run->Next = s_first;
        if (s_first != null)
            s_first->Previous = run;
        s_first = run;
    }

    /// <summary>Takes out a run that no longer does.</summary>
    public static void Remove(Run* run)
    {
        if (run->Previous != null)
            run->Previous->Next = run->Next;
        else
            s_first = run->Next;
        if (run->Next != null)
            run->Next->Previous = run->Previous;
    }

    /// <summary>Empties the lists of runs with free slots, before a sweep fills them anew.</summary>
    public static void ClearFree()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
            FreeLists.At(s_free, sizeClass) = default;
    }

    /// <summary>
    /// Enters a run with free slots: well-filled ones in front, to be used up first, so that the others have a
    /// chance to become empty and leave the heap.
    /// </summary>
    public static void AddFree(Run* run, bool wellFilled)
    {
        ref FreeList list = ref FreeLists.At(s_free, run->SizeClass);
        if (list.First == null)
        {
            run->NextFree = null;
            list.First = list.Last = run;
        }
        else if (wellFilled)
        {
            run->NextFree = list.First;
            list.First = run;
        }
        else
        {
            run->NextFree = null;
            list.Last->NextFree = run;
            list.Last = run;
        }
    }

    /// <summary>Takes the next run with free slots of a size class out of its list; null if there is none.</summary>
    public static Run* TakeFree(int sizeClass)
    {
        ref FreeList list = ref FreeLists.At(s_free, sizeClass);
        Run* run = list.First;
        if (run != null)
            list.First = run->NextFree;
        return run;
    }

    /// <summary>A list with both ends.</summary>
    private struct FreeList
    {
        public Run* First;
        public Run* Last;
    }

    /// <summary>One list for each size class, in a page of its own.</summary>
    private struct FreeLists
    {
        private const int ListBytes = 16;

        private fixed byte _lists[SizeClasses.Count * ListBytes];

        public static ref FreeList At(FreeLists* lists, int sizeClass) =>
            ref *(FreeList*)(lists->_lists + sizeClass * ListBytes);
    }
}
