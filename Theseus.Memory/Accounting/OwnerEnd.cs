using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The end of an owner: what it has not released itself is released for it, and handles that still exist are stale.
/// Walks the books, so that nothing an owner could have lost is missed, as far as its counters
/// say that there is something.
/// </summary>
internal static class OwnerEnd
{
    /// <summary>
    /// Releases all mappings, pages, frames and device claims of an owner. Returns how many there were.
    /// </summary>
    public static int ReleaseAll(MemoryOwner owner)
    {
        int released = 0;
        if (owner.Pages != 0)
        {
            released += ReleasePages(ref AddressWindows.General, owner);
            released += ReleasePages(ref AddressWindows.Devices, owner);
            released += ReleasePages(ref AddressWindows.Cells, owner);
        }

        if (owner.Frames != 0)
        {
            released += FrameAllocator.ReleaseAllocated(owner);
        }

        return released + DeviceClaims.LeaveAll(owner);
    }

    private static int ReleasePages(ref PageWindow window, MemoryOwner owner)
    {
        int released = 0;
        for (Page page = window.First; owner.Pages != 0 && window.HasEntry(page); page += 1)
        {
            ref PageEntry head = ref window.Entry(page);
            if (head.Owner != owner.Index || (head.State & PageState.Head) == 0
                || (head.State & PageState.Mask) == PageState.Quarantined)
            {
                continue;
            }

            PageRange range = new(page, Count(ref window, page), head.Generation);
            if ((head.State & PageState.Mask) == PageState.Sparse)
            {
                new SparsePages(range).Dispose();
                released++;
                continue;
            }

            bool isMapped = (head.State & PageState.Mask) == PageState.Mapped;
            bool isDevice = head.Access is PageAccess.Uncached or PageAccess.WriteCombining;
            MemoryError error = !isMapped ? Mappings.GivePages(range)
                : isDevice ? Mappings.Unmap(range, givesFrames: false)
                : Mappings.UnmapViewed(range);
            released += error == MemoryError.None ? 1 : 0;
        }

        return released;
    }

    private static uint Count(ref PageWindow window, Page head)
    {
        uint count = 1;
        PageState state = window.Entry(head).State & PageState.Mask;
        while (window.HasEntry(head + count)
            && (window.Entry(head + count).State & (PageState.Mask | PageState.Head)) == state)
        {
            count++;
        }

        return count;
    }
}
