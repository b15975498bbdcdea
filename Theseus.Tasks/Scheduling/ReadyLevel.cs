using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Tasks.Scheduling;

/// <summary>
/// Tasks that could run and are as urgent as each other: those that were woken run ahead of those that have had a
/// slice, which take turns, and of which one runs in each time that the caller says. Zeroed memory is an empty one. It
/// does not move, and is used with interrupts off.
/// </summary>
[Resident]
internal struct ReadyLevel
{
    private WaitQueue _woken; // have begun, or waited, and not run since
    private WaitQueue _ready; // have run until they yielded or their slice was over
    private ulong _readyServedAt; // when the first of those was taken last, or came

    /// <summary>True where nobody is in it.</summary>
    public readonly bool IsEmpty => _woken.IsEmpty && _ready.IsEmpty;

    /// <summary>When one was last taken, or came to be the only one.</summary>
    public ulong ServedAt { get; private set; }

    /// <summary>Puts one behind those that were woken.</summary>
    public static void AddWoken(ref ReadyLevel level, TaskReference task, ulong now)
    {
        level.ServedAt = level.IsEmpty ? now : level.ServedAt;
        WaitQueue.Add(ref level._woken, task);
    }

    /// <summary>Puts one before all.</summary>
    public static void AddFirst(ref ReadyLevel level, TaskReference task, ulong now)
    {
        level.ServedAt = level.IsEmpty ? now : level.ServedAt;
        WaitQueue.AddFirst(ref level._woken, task);
    }

    /// <summary>Puts one behind those that have had a slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddReady(ref ReadyLevel level, TaskReference task, ulong now)
    {
        if (level._ready.IsEmpty)
        {
            level._readyServedAt = now;
            level.ServedAt = level.IsEmpty ? now : level.ServedAt;
        }

        WaitQueue.Add(ref level._ready, task);
    }

    /// <summary>Takes the next; none where nobody is in it.</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="latest">In which time one of those that have had a slice has its turn.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TaskReference TakeNext(ulong now, ulong latest)
    {
        ServedAt = now;
        if (_ready.IsEmpty || (!_woken.IsEmpty && now - _readyServedAt < latest))
        {
            return _woken.TakeFirst();
        }

        _readyServedAt = now;
        return _ready.TakeFirst();
    }
}
