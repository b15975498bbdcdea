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
    private int _step;

    /// <summary>
    /// A task has failed: how many faults of this kind there were before it, each within the time of the next. None
    /// where the log has nothing of it: then that was no fault of its own.
    /// </summary>
    /// <param name="task">The task's number.</param>
    /// <param name="withinMs">The time in which one counts as the same again, in milliseconds.</param>
    /// <param name="record">Receives what the log has of its newest fault, if it has.</param>
    public int Climb(uint task, int withinMs, ref FaultRecord record)
    {
        nuint place = FaultLog.TryGetOf(task, ref record) ? PlaceOf(in record) : 0;
        bool isSame = place != 0 && place == _place
            && Scheduler.NanosecondsSince(_at) < (ulong)withinMs * NanosecondsPerMillisecond;
        (_place, _at, _step) = (place, Cpu.ReadTimestamp(), isSame ? _step + 1 : 0);
        return _step;
    }

    private static nuint PlaceOf(in FaultRecord record) => record.FrameCount == 0 ? 0
        : record.Cause != FaultCause.Silent ? record.Frames[0]
        : (nuint)CellEscalation.CellAt(in record, 1).Value;
}
