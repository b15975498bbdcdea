using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Memory.Heap;

/// <summary>
/// Where the next object of one size class goes: an <i>extent</i>, zeroed slots one after another that are granted
/// to this cursor alone, used up from <see cref="Next"/> to <see cref="Limit"/>: whole slots of its run, whose live
/// bits are set.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct AllocationCursor
{
    /// <summary>Address of the next slot.</summary>
    public nuint Next;

    /// <summary>End of the extent.</summary>
    public nuint Limit;

    /// <summary>Bytes of a slot.</summary>
    public nuint SlotBytes;

    // SAFETY: of the runs that Use was given, or null; followed by Run only.
    private unsafe Run* _run;

    /// <summary>Bytes of the extent that are not used yet.</summary>
    public readonly nuint Unused => Limit - Next;

    /// <summary>False before the first run and after a collection.</summary>
    // SAFETY: compares, and follows nothing.
    public readonly unsafe bool HasRun => _run != null;

    /// <summary>The run that the extent lies in; only where <see cref="HasRun"/>.</summary>
    // SAFETY: a run with a cursor in it is formatted and holds objects, and no sweep takes it before cursors are
    // retired.
    public readonly unsafe ref Run Run => ref *_run;

    /// <summary>Goes to a run, with no extent in it yet. False, with nothing changed, for null.</summary>
    // SAFETY: callers pass what RunPool or RunList gave them, for this cursor alone; nothing is followed here.
    public unsafe bool Use(Run* run)
    {
        if (run == null)
        {
            return false;
        }

        _run = run;
        Next = Limit = 0;
        return true;
    }

    /// <summary>Leaves the run.</summary>
    // SAFETY: forgets an address.
    public unsafe void Leave()
    {
        _run = null;
        Next = Limit = 0;
    }
}
