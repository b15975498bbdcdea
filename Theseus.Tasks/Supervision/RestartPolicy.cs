using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// What a supervisor does about a child that fails: data, which does not change. Not more than so many restarts fall
/// into a time; before each it waits, at first so long, twice as long each time that the child fails again before it
/// has run for that time.
/// </summary>
public sealed class RestartPolicy
{
    /// <summary>The largest number of restarts within a time.</summary>
    public const int MostRestartsLimit = 1000;

    /// <summary>A policy.</summary>
    /// <param name="strategy">Which children begin anew where one has failed.</param>
    /// <param name="mostRestarts">
    /// How many restarts may fall into the time, 0 to <see cref="MostRestartsLimit"/>; with one more it is too much.
    /// </param>
    /// <param name="withinMs">The time, 1 to <see cref="SpawnedTask.MostMilliseconds"/>.</param>
    /// <param name="firstBackOffMs">
    /// The wait before a restart, 0 to <see cref="SpawnedTask.MostMilliseconds"/>; it doubles.
    /// </param>
    /// <param name="mostBackOffMs">
    /// The longest wait before a restart, from the first to <see cref="SpawnedTask.MostMilliseconds"/>.
    /// </param>
    /// <param name="whenExceeded">What then, with one restart more.</param>
    /// <param name="replacesCells"><see cref="ReplacesCells"/></param>
    /// <exception cref="ArgumentOutOfRangeException">A number or value is none of those.</exception>
    public RestartPolicy(
        RestartStrategy strategy = RestartStrategy.OneForOne, int mostRestarts = 3, int withinMs = 5000,
        int firstBackOffMs = 10, int mostBackOffMs = 1000, WhenExceeded whenExceeded = WhenExceeded.Escalate,
        bool replacesCells = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative((int)strategy, nameof(strategy));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (int)strategy, (int)RestartStrategy.RestForOne, nameof(strategy));
        ArgumentOutOfRangeException.ThrowIfNegative(mostRestarts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostRestarts, MostRestartsLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(withinMs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(withinMs, SpawnedTask.MostMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBackOffMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBackOffMs, firstBackOffMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostBackOffMs, SpawnedTask.MostMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegative((int)whenExceeded, nameof(whenExceeded));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (int)whenExceeded, (int)WhenExceeded.GiveUp, nameof(whenExceeded));
        (Strategy, MostRestarts, WithinMs) = (strategy, mostRestarts, withinMs);
        (FirstBackOffMs, MostBackOffMs, WhenExceeded) = (firstBackOffMs, mostBackOffMs, whenExceeded);
        ReplacesCells = replacesCells;
    }

    /// <summary>Which children begin anew where one has failed.</summary>
    public RestartStrategy Strategy { get; }

    /// <summary>How many restarts may fall into <see cref="WithinMs"/>.</summary>
    public int MostRestarts { get; }

    /// <summary>The time in which they are counted, in milliseconds.</summary>
    public int WithinMs { get; }

    /// <summary>The wait before a restart, in milliseconds, which doubles.</summary>
    public int FirstBackOffMs { get; }

    /// <summary>The longest wait before a restart, in milliseconds.</summary>
    public int MostBackOffMs { get; }

    /// <summary>What becomes of a supervisor with one restart more.</summary>
    public WhenExceeded WhenExceeded { get; }

    /// <summary>
    /// True where more than the child begins anew if it fails in the same way again within the time: the cell that the
    /// fault came from, with its statics; at the next time the next cell on the stack, and so on.
    /// </summary>
    public bool ReplacesCells { get; }

    /// <summary>The wait before a restart that follows so many others without a time of peace.</summary>
    internal int BackOffMs(int others) =>
        (int)Math.Min((long)FirstBackOffMs << Math.Min(others, 31), MostBackOffMs);
}
