// Dates and times.
using System.Diagnostics;
using System.Globalization;
DateTime d = new(2024, 2, 29, 23, 59, 58, 987, DateTimeKind.Utc); d = d.AddTicks(6543);
foreach (string f in "d D f F g G m o r s t T u U y".Split(' ')) Console.Write($"{f}="
    + $"{d.ToString(f, CultureInfo.InvariantCulture)}; ");
Console.WriteLine();
foreach (string f in new[] { "yyyy-MM-dd'T'HH:mm:ss.fffffffK", "ddd dd MMM yy h:m:s tt", "%d", "gg yyyyy", "HH\\h mm",
    "zzz", "FFF", "dddd, d. MMMM" }) Console.Write(d.ToString(f, CultureInfo.InvariantCulture) + "; ");
Console.WriteLine();
Console.WriteLine($"{d.AddYears(1):yyyy-MM-dd} {d.AddMonths(-12):yyyy-MM-dd} {d.DayOfYear} {d.DayOfWeek} {d.Date:s} "
    + $"{d.TimeOfDay} {d.Ticks} {d.Nanosecond} {d.Microsecond} {DateTime.IsLeapYear(1900)} "
    + $"{DateTime.DaysInMonth(2023, 2)} {d.ToOADate():F6} {d.ToBinary()} {d.ToFileTimeUtc()} "
    + $"{DateTime.UnixEpoch:O} {d.Kind}");
foreach (string s in new[] { "2024-02-29", "2024-02-29T10:11:12Z", "02/29/2024 5 PM", "29 February 2024",
    "Thu, 29 Feb 2024 10:00:00 GMT", "2024-02-30", "10:30", "2024-W09-4", "nonsense", "2024-02-29T10:11:12.5+05:30" }) Console.Write($"{(DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault, out DateTime p) ? p.ToString("O") : "no")}; ");
Console.WriteLine();
Console.WriteLine($"{DateTime.ParseExact("31-12-99", "dd-MM-yy", CultureInfo.InvariantCulture):d} "
    + $"{DateTime.TryParseExact("1 2", ["d M", "M d"], null, DateTimeStyles.None, out DateTime e)} {e.Day} "
    + $"{e.Month}");
TimeSpan t = new(3, 4, 5, 6, 789, 12);
Console.WriteLine($"{t} {t:c} {t:g} {t:G} {t:d\\.hh} {-t} {t.TotalHours:F4} {t * 2} {t / 3} "
    + $"{t / TimeSpan.FromHours(1):F3} {TimeSpan.Parse("1.02:03:04.5")} {TimeSpan.FromMinutes(1.5)} "
    + $"{TimeSpan.FromSeconds(61, 5)} {TimeSpan.Zero} {TimeSpan.MaxValue} {t.Duration() == t} "
    + $"{TimeSpan.TryParse("25:00", out TimeSpan bad)} {bad}");
try { _ = TimeSpan.MaxValue + TimeSpan.FromTicks(1); } catch (OverflowException x) { Console.WriteLine(x.Message); }
try { _ = DateTime.MaxValue.AddDays(1); } catch (ArgumentOutOfRangeException x) { Console.WriteLine(x.Message); }
try { _ = new DateTime(2023, 2, 29); } catch (ArgumentOutOfRangeException x) { Console.WriteLine(x.Message); }
try { DateTime.Parse("x"); } catch (FormatException x) { Console.WriteLine(x.Message); }
DateTimeOffset o = new(2024, 3, 10, 1, 30, 0, TimeSpan.FromHours(-8));
Console.WriteLine($"{o} {o:O} {o.UtcDateTime:s} {o.ToOffset(TimeSpan.FromHours(5.5))} {o.ToUnixTimeMilliseconds()} "
    + $"{DateTimeOffset.FromUnixTimeSeconds(1_700_000_000):R} {o == o.ToUniversalTime()} "
    + $"{o.EqualsExact(o.ToUniversalTime())} "
    + $"{DateTimeOffset.Parse("2024-01-01 12:00 +02:00", CultureInfo.InvariantCulture):u}");
DateOnly day = new(2024, 12, 31); TimeOnly time = new(23, 30);
Console.WriteLine($"{day:o} {day.AddDays(1)} {day.DayNumber} {day.ToDateTime(time):s} {DateOnly.FromDayNumber(1)} "
    + $"{time.AddHours(2, out int wrapped)} {wrapped} {time.IsBetween(new(22, 0), new(1, 0))} "
    + $"{time - new TimeOnly(1, 0)} {DateOnly.Parse("2020-02-03")} "
    + $"{TimeOnly.ParseExact("5:06 PM", "h:mm tt", CultureInfo.InvariantCulture)} {day < new DateOnly(2025, 1, 1)} "
    + $"{time:r}");
(int y, int mo, int dd) = day; Console.WriteLine($"{y} {mo} {dd}");
TimeZoneInfo.TransitionTime start = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 2, 0, 0), 3, 5,
    DayOfWeek.Sunday), end = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 3, 0, 0), 10, 5,
        DayOfWeek.Sunday);
TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("Mine", TimeSpan.FromHours(1), "(mine)", "standard", "summer",
    [TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date,
        TimeSpan.FromHours(1), start, end)]);
Console.WriteLine($"{zone.Id} {zone.BaseUtcOffset} {zone.SupportsDaylightSavingTime} "
    + $"{TimeZoneInfo.ConvertTimeFromUtc(new(2024, 7, 1, 12, 0, 0, DateTimeKind.Utc), zone):s} "
    + $"{TimeZoneInfo.ConvertTime(o, zone)} {zone.IsInvalidTime(new(2024, 3, 31, 2, 30, 0))} "
    + $"{zone.IsAmbiguousTime(new(2024, 10, 27, 2, 30, 0))} {zone.IsDaylightSavingTime(new DateTime(2024, 7, 1))} "
    + $"{zone.GetUtcOffset(new DateTime(2024, 12, 1))}");
Console.WriteLine($"{TimeZoneInfo.Utc.Id} {TimeZoneInfo.Utc.DisplayName} "
    + $"{TimeZoneInfo.FindSystemTimeZoneById("UTC").BaseUtcOffset} "
    + $"{TimeZoneInfo.FromSerializedString(zone.ToSerializedString()).Equals(zone)}");
try
{
    TimeZoneInfo.FindSystemTimeZoneById("No/Such");
} catch (TimeZoneNotFoundException) { Console.WriteLine("no zone"); }
Stopwatch w = Stopwatch.StartNew();
long ts = TimeProvider.System.GetTimestamp();
DateTime now = DateTime.UtcNow; while (w.ElapsedTicks < 1000) { } w.Stop();
Console.WriteLine($"{w.Elapsed > TimeSpan.Zero} {TimeProvider.System.GetElapsedTime(ts) > TimeSpan.Zero} "
    + $"{DateTime.UtcNow >= now} {now.Year > 2020} {Stopwatch.GetElapsedTime(0, Stopwatch.Frequency)} "
    + $"{(DateTime.Now - DateTime.UtcNow).TotalHours is > -15 and < 15}");
Console.WriteLine($"{new Fake().GetUtcNow():u} {new Fake().LocalTimeZone.Id}");
internal sealed class Fake : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
}
