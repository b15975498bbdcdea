namespace Theseus.Platform.Interfaces;

/// <summary>What tells the time when the machine starts; from then on the processor's counter does.</summary>
public interface IClock
{
    /// <summary>Ticks of the time-stamp counter a second; 0 where nothing could be measured.</summary>
    ulong MeasureFrequency();

    /// <summary>Date and time in UTC; false where nothing shows them.</summary>
    bool TryReadTime(out DateTime time);
}
