using Theseus.Cells.Drivers.CmosClock;
using Theseus.Memory;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.SystemClock;

/// <summary>
/// What time it is when the machine starts, by the clock with the battery, and how fast the processor's counter counts
/// from then on. Owns its devices: the machine needs them for no more than this.
/// </summary>
public sealed class Clock : IClock, IDisposable
{
    private readonly IntervalTimer _timer;
    private readonly Mc146818 _calendar;
    private readonly Func<ulong> _timestamp;

    /// <param name="timer">The interval timer.</param>
    /// <param name="calendar">The clock with the battery.</param>
    /// <param name="timestamp">Reads the time-stamp counter.</param>
    public Clock([Moves] IntervalTimer timer, [Moves] Mc146818 calendar, Func<ulong> timestamp) =>
        (_timer, _calendar, _timestamp) = (timer, calendar, timestamp);

    /// <inheritdoc/>
    public ulong MeasureFrequency() => new TimestampFrequency(_timer, _calendar, _timestamp).Measure();

    /// <inheritdoc/>
    public bool TryReadTime(out DateTime time) => _calendar.TryRead(out time);

    /// <summary>Gives the devices up.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _calendar.Dispose();
    }
}
