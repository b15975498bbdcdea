using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// Tasks that could run and are as urgent as each other: those that were woken run ahead of those that have had a
/// slice, which take turns, and of which one runs at the latest when <see cref="Scheduler.IsTurnOver"/>. Zeroed memory
/// is an empty one. It does not move, and is used with interrupts off.
/// </summary>
[Resident]
internal struct ReadyLevel
{
    private WaitQueue _woken; // have begun, or waited, and not run since
    private WaitQueue _ready; // have run until they yielded or their slice was over
    private ulong _readyServedAt; // when the first of those was taken last, or came

    /// <summary>True where nobody is in it.</summary>
    public readonly bool IsEmpty => _woken.IsEmpty && _ready.IsEmpty;

    /// <summary>Puts one behind those that were woken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWoken(ref ReadyLevel level, TaskReference task) => WaitQueue.Add(ref level._woken, task);

    /// <summary>Puts one before all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddFirst(ref ReadyLevel level, TaskReference task) =>
        WaitQueue.AddFirst(ref level._woken, task);

    /// <summary>Puts one behind those that have had a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddReady(ref ReadyLevel level, TaskReference task, ulong now)
    {
        if (level._ready.IsEmpty)
        {
            level._readyServedAt = now;
        }

        WaitQueue.Add(ref level._ready, task);
    }

    /// <summary>Takes the next; none where nobody is in it.</summary>
    /// <param name="now">What time it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TaskReference TakeNext(ulong now)
    {
        if (_ready.IsEmpty || (!_woken.IsEmpty && !Scheduler.IsTurnOver(now - _readyServedAt)))
        {
            return _woken.TakeFirst();
        }

        _readyServedAt = now;
        return _ready.TakeFirst();
    }
}
