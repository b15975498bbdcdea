using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// How often something that begins anew has failed in the same way, one time soon after the other. A fault is the same
/// as the one before if it came from the same instruction; one that was silent is, if it was so in the same cell.
/// </summary>
internal struct FaultLadder
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private nuint _place;
    private ulong _at;

    /// <summary>How many faults there were of this kind before the last, each within the time of the next.</summary>
    public int Step { get; private set; }

    /// <summary>One more fault; the step that it is.</summary>
    /// <param name="record">What the log has of it.</param>
    /// <param name="withinMs">The time in which one counts as the same again, in milliseconds.</param>
    public int Climb(in FaultRecord record, int withinMs)
    {
        nuint place = PlaceOf(in record);
        bool isSame = place != 0 && place == _place
            && Scheduler.NanosecondsSince(_at) < (ulong)withinMs * NanosecondsPerMillisecond;
        (_place, _at, Step) = (place, Cpu.ReadTimestamp(), isSame ? Step + 1 : 0);
        return Step;
    }

    /// <summary>What ended last was no fault of its own.</summary>
    public void Leave() => (_place, Step) = (0, 0);

    private static nuint PlaceOf(in FaultRecord record) => record.FrameCount == 0 ? 0
        : record.Cause != FaultCause.Silent ? record.Frames[0]
        : (nuint)CellEscalation.CellAt(in record, 1).Value;
}
