#:package NodaTime@3.3.7
// Zones with their changes, periods, calendars, patterns, ambiguous and skipped times.
using NodaTime;
using NodaTime.Calendars;
using NodaTime.Text;

var zone = DateTimeZoneProviders.Tzdb["Europe/Paris"];
var instant = Instant.FromUtc(2026, 3, 28, 23, 30);
Console.WriteLine($"{instant} {instant.InZone(zone)} {instant.Plus(Duration.FromHours(3)).InZone(zone):F}");
Console.WriteLine(Period.Between(new LocalDate(2024, 2, 29), new LocalDate(2026, 3, 1)));
Console.WriteLine(new LocalDate(2026, 1, 31).PlusMonths(1) + " " + new LocalDate(2026, 12, 31).PlusDays(1).DayOfWeek);
var pattern = LocalDateTimePattern.CreateWithInvariantCulture("dd MMMM uuuu, HH:mm");
Console.WriteLine(pattern.Parse("05 November 2026, 17:45").Value + " " + pattern.Parse("nonsense").Success);
foreach (var local in new[] { new LocalDateTime(2026, 3, 29, 2, 30), new LocalDateTime(2026, 10, 25, 2, 30) })
{
    try { Console.WriteLine(zone.AtStrictly(local)); }
    catch (Exception e) when (e is SkippedTimeException or AmbiguousTimeException) { Console.WriteLine(e.GetType().Name); }
}
Console.WriteLine(zone.AtLeniently(new LocalDateTime(2026, 3, 29, 2, 30)) + " " + WeekYearRules.Iso.GetWeekOfWeekYear(new LocalDate(2026, 1, 1)));
Console.WriteLine(new LocalDate(2026, 4, 5).WithCalendar(CalendarSystem.HebrewCivil).ToString("uuuu-MM-dd (c)", null));
Console.WriteLine(zone.GetZoneInterval(instant) + " " + DateTimeZoneProviders.Tzdb.Ids.Count(i => i.StartsWith("Europe/", StringComparison.Ordinal)));
