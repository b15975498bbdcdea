using System.Runtime.InteropServices;

namespace Theseus.Memory;

/// <summary>What the ledger of a window knows of one page: 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PageEntry
{
    /// <summary>
    /// Counts how often the page has begun a range: see <see cref="Physical.FrameEntry.Generation"/>.
    /// </summary>
    public uint Generation;

    /// <summary>Place in the <see cref="OwnerTable"/>; of a free page, who had it last.</summary>
    public ushort Owner;

    /// <summary>State and marks.</summary>
    public PageState State;

    /// <summary>Of mapped pages, what they allow and in which page size they are mapped.</summary>
    public byte AccessAndSize;

    public readonly PageAccess Access => (PageAccess)(AccessAndSize & 15);

    public readonly PageSize Size => (PageSize)(AccessAndSize >> 4);
}

/// <summary>The states of a page, and what its place in a range is.</summary>
[Flags]
internal enum PageState : byte
{
    /// <summary>In the map of free pages. It may have been somebody's before.</summary>
    Free = 0,

    /// <summary>In an <see cref="AllocatedPages"/>.</summary>
    Allocated = 1,

    /// <summary>In a mapping.</summary>
    Mapped = 2,

    /// <summary>Kept unmapped beside a mapping.</summary>
    Guard = 3,

    /// <summary>In a <see cref="SparsePages"/>.</summary>
    Sparse = 4,

    /// <summary>
    /// Of a mapping that was released, kept unmapped while a view of it may be left (<see cref="Quarantine"/>).
    /// </summary>
    Quarantined = 5,

    /// <summary>The bits that hold one of the above.</summary>
    Mask = 7,

    /// <summary>The first page of a range.</summary>
    Head = 8,

    /// <summary>The last page before the range is its guard.</summary>
    GuardBefore = 16,

    /// <summary>Of the last page of a range: the next page is its guard.</summary>
    GuardAfter = 32,

    /// <summary>Of a page in a <see cref="SparsePages"/>: it is mapped.</summary>
    Present = 64,

    /// <summary>Of a page of a heap: given back once nobody has inherited it any more.</summary>
    Condemned = 64,

    /// <summary>Of a page in quarantine: a word on a stack points to it.</summary>
    Seen = 128,

    /// <summary>Of a page of a heap: other instances have it too (<see cref="Instances"/>).</summary>
    Inherited = 128,
}
