using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>All runs that hold objects, and for each size class those among them with free slots.</summary>
[Resident]
[OfInstance]
internal static class RunList
{
    // SAFETY: null or a run that Add was given and Remove was not: formatted, in memory.
    private static unsafe Run* s_first;

    private static FreeLists s_free;

    /// <summary>All runs with objects.</summary>
    // SAFETY: the head of the list, for its enumerator.
    public static unsafe Runs All => new(s_first);

    /// <summary>Starts with no runs.</summary>
    // SAFETY: forgets an address.
    public static unsafe void Initialize()
    {
        s_first = null;
        ClearFree();
    }

    /// <summary>Adds a run that now holds objects.</summary>
    // SAFETY: links of the list lead to runs in it, which are in memory.
    public static unsafe void Add(ref Run run)
    {
        run.Previous = null;
        run.Next = s_first;
        if (s_first != null)
        {
            s_first->Previous = run.Self;
        }

        s_first = run.Self;
    }

    /// <summary>Takes out a run that no longer does.</summary>
    // SAFETY: as Add.
    public static unsafe void Remove(ref Run run)
    {
        if (run.Previous != null)
        {
            run.Previous->Next = run.Next;
        }
        else
        {
            s_first = run.Next;
        }

        if (run.Next != null)
        {
            run.Next->Previous = run.Previous;
        }
    }

    /// <summary>Empties the lists of runs with free slots, before a sweep fills them anew.</summary>
    public static void ClearFree()
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            s_free[sizeClass] = default;
        }
    }

    /// <summary>
    /// Enters a run with free slots: well-filled ones in front, to be used up first, so that the others have a
    /// chance to become empty and leave the heap.
    /// </summary>
    // SAFETY: a list's ends are runs that this sweep has put into it, and a swept run leaves the heap in the next sweep
    // only.
    public static unsafe void AddFree(ref Run run, bool wellFilled)
    {
        ref FreeList list = ref s_free[run.SizeClass];
        if (list.First == null)
        {
            run.NextFree = null;
            list.First = list.Last = run.Self;
        }
        else if (wellFilled)
        {
            run.NextFree = list.First;
            list.First = run.Self;
        }
        else
        {
            run.NextFree = null;
            list.Last->NextFree = run.Self;
            list.Last = run.Self;
        }
    }

    /// <summary>Takes the next run with free slots of a size class out of its list; null if there is none.</summary>
    // SAFETY: as AddFree.
    public static unsafe Run* TakeFree(int sizeClass)
    {
        ref FreeList list = ref s_free[sizeClass];
        Run* run = list.First;
        if (run != null)
        {
            list.First = run->NextFree;
        }

        return run;
    }

    /// <summary>A list with both ends.</summary>
    private struct FreeList
    {
        // SAFETY: null or a run in this list.
        public unsafe Run* First;

        // SAFETY: as First, where First is not null.
        public unsafe Run* Last;
    }

    /// <summary>One list for each size class.</summary>
    [InlineArray(SizeClasses.Count)]
    private struct FreeLists
    {
        private FreeList _first;
    }
}
