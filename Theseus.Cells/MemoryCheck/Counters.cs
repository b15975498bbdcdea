using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Cells.MemoryCheck;

/// <summary>
/// All counters of memory at a moment. Taking them down and comparing them allocates nothing where all is well.
/// </summary>
internal sealed class Counters
{
    private const int MostOwners = OwnerTable.Capacity;

    private readonly ulong[] _frames = new ulong[MostOwners];
    private readonly ulong[] _pages = new ulong[MostOwners];
    private int _owners;
    private ulong _free;

    /// <summary>Takes the counters down as they are now.</summary>
    public Counters Take()
    {
        _owners = OwnerTable.Count;
        _free = FrameAllocator.FreeFrames;
        for (int i = 0; i < _owners; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            (_frames[i], _pages[i]) = (owner.Frames, owner.Pages);
        }

        return this;
    }

    /// <summary>Where counters are not what they were before; "nothing" if all are.</summary>
    /// <param name="before">Those before.</param>
    /// <param name="except">Kinds whose frames, and the free frames with them, are not compared.</param>
    public string DifferenceFrom(Counters before, params ReadOnlySpan<MemoryKind> except)
    {
        string difference = _free == before._free || except.Length != 0 ? ""
            : $" free frames {before._free} -> {_free};";
        for (int i = 0; i < _owners; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            if (except.Contains(owner.Kind))
            {
                continue;
            }

            (ulong frames, ulong pages) = i < before._owners ? (before._frames[i], before._pages[i]) : (0, 0);
            if ((_frames[i], _pages[i]) != (frames, pages))
            {
                difference += $" {owner}: frames {frames} -> {_frames[i]}, pages {pages} -> {_pages[i]};";
            }
        }

        return difference.Length == 0 ? "nothing" : difference.Trim();
    }
}
