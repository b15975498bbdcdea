namespace Theseus.Cells.Drivers.CmosClock;

/// <summary>The registers of date and time of an MC146818 as they were read, one byte each.</summary>
public readonly record struct ClockReading(byte Year, byte Month, byte Day, byte Hour, byte Minute, byte Second)
{
    internal const byte Seconds = 0;
    internal const byte Minutes = 2;
    internal const byte Hours = 4;
    internal const byte Days = 7;
    internal const byte Months = 8;
    internal const byte Years = 9;

    private const int Century = 2000; // the chip counts years to 99

    /// <summary>The moment that it says; false where it is no date or no time.</summary>
    public bool TryDecode(ClockFormat format, out DateTime time)
    {
        (int year, int month, int day) = (format.Number(Year), format.Number(Month), format.Number(Day));
        (int hour, int minute, int second) = (format.Hour(Hour), format.Number(Minute), format.Number(Second));
        time = default;
        if (year is < 0 or > 99 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Century + year, month)
            || hour < 0 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        time = new DateTime(Century + year, month, day, hour, minute, second, DateTimeKind.Utc);
        return true;
    }
}
