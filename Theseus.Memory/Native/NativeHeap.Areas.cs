using System.Runtime.InteropServices;
using Theseus.Memory.Heap;

namespace Theseus.Memory;

// The mappings that blocks are cut from, and checkpoints of them.
internal static partial class NativeHeap
{
    /// <summary>What a mapping begins with.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Area
    {
        // SAFETY: null or neighbours in the list of mappings, which TakeArea and GiveArea keep.
        public unsafe Area* Next, Previous;

        public nuint Pages;

        /// <summary>Checkpoints there were when it came: at the end of the newest of them it goes.</summary>
        public nuint Checkpoints;
    }

    // SAFETY: null or the newest mapping, which is taken.
    private static unsafe Area* s_areas;

    private static nuint s_checkpoints;

    /// <summary>Saves all blocks with their contents, and which are free. False if memory is out.</summary>
    // SAFETY: what lies behind an area's head, up to the end of its pages, is mapped.
    internal static unsafe bool TrySave(ref SavedRanges ranges)
    {
        if (!ranges.TryAdd<nint>(s_free))
        {
            return false;
        }

        for (Area* area = s_areas; area != null; area = area->Next)
        {
            if (!ranges.TryAdd(area + 1, (area->Pages * Frame.Bytes) - (nuint)sizeof(Area)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>From now on what is taken is the newest checkpoint's to give back.</summary>
    internal static void BeginCheckpoint() => s_checkpoints++;

    /// <summary>Gives back what was taken since; the ranges saved then must be put back next.</summary>
    // SAFETY: an area's link is read before it may go.
    internal static unsafe void EndCheckpoint()
    {
        Area* area = s_areas;
        while (area != null)
        {
            Area* next = area->Next;
            if (area->Checkpoints == s_checkpoints)
            {
                GiveArea(area);
            }

            area = next;
        }

        s_checkpoints--;
    }

    // SAFETY: the pages were just taken, zeroed, and begin with the head of an area.
    private static unsafe Area* TakeArea(nuint pages)
    {
        Area* area = (Area*)RawPages.Take(pages, Owner);
        if (area == null)
        {
            return null;
        }

        area->Pages = pages;
        area->Checkpoints = s_checkpoints;
        area->Previous = null;
        area->Next = s_areas;
        if (s_areas != null)
        {
            s_areas->Previous = area;
        }

        s_areas = area;
        return area;
    }

    /// <summary>Gives a mapping back, unless a checkpoint holds it: then its contents come back with that.</summary>
    // SAFETY: the caller's is an area of the list, of which nobody holds a block any more, or whose blocks a checkpoint
    // puts back.
    private static unsafe void GiveArea(Area* area)
    {
        if (area->Checkpoints != s_checkpoints)
        {
            return;
        }

        if (area->Previous != null)
        {
            area->Previous->Next = area->Next;
        }
        else
        {
            s_areas = area->Next;
        }

        if (area->Next != null)
        {
            area->Next->Previous = area->Previous;
        }

        RawPages.Give((nuint)area, area->Pages, Owner);
    }
}
