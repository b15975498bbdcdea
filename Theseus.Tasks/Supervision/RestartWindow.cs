using Theseus.Runtime;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// Counts restarts: not more than so many within a time. The times of the last ones are kept, as many as there may be;
/// where the oldest of those is not old enough, one more is too much. One task uses it; only making it allocates.
/// </summary>
/// <param name="most">How many there may be.</param>
/// <param name="withinMs">In so many milliseconds.</param>
internal sealed class RestartWindow(int most, int withinMs)
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private readonly ulong[] _times = new ulong[most]; // in ticks of the time-stamp counter, in a circle
    private int _next; // the place of the oldest, once there are as many as there may be
    private int _kept;

    /// <summary>How many have fallen into the time that ends now.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int i = 0; i < _kept; i++)
            {
                count += IsRecent(_times[i]) ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>There is to be one now. False where that is one too many; then it does not count.</summary>
    public bool TryAdd()
    {
        if (most == 0 || (_kept == most && IsRecent(_times[_next])))
        {
            return false;
        }

        _times[_next] = Cpu.ReadTimestamp();
        _next = (_next + 1) % most;
        _kept = Math.Min(_kept + 1, most);
        return true;
    }

    /// <summary>There were none.</summary>
    public void Clear() => (_next, _kept) = (0, 0);

    private bool IsRecent(ulong time) =>
        Scheduler.NanosecondsSince(time) < (ulong)withinMs * NanosecondsPerMillisecond;
}
