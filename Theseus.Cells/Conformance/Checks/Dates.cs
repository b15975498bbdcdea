using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Dates, times and spans of time, all in UTC or without a zone.</summary>
internal static class Dates
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    public static void Run(Checker check)
    {
        DateTime leap = Hidden.Of(new DateTime(2024, 2, 29, 13, 45, 30, 123, DateTimeKind.Utc));
        check.Is("iso", "2024-02-29T13:45:30.1230000Z", () => leap.ToString("O", s_invariant));
        check.Is("formats",
            "[02/29/2024 13:45:30,Thu, 29 Feb 2024 13:45:30 GMT,2024-02-29T13:45:30,Thursday, 29 February 2024]", () =>
            new[] { "G", "R", "s", "D" }.Select(format => leap.ToString(format, s_invariant)));
        check.Is("custom", "29.2.24 1:45 PM .123 Feb Thu", () =>
            leap.ToString("d.M.yy h:mm tt .fff MMM ddd", s_invariant));
        check.Is("add", "[2025-02-28,2024-03-31,2024-03-01,2023-12-31]", () => new[]
        {
            leap.AddYears(1), new DateTime(2024, 1, 31).AddMonths(2), leap.AddDays(1), leap.AddDays(-60),
        }.Select(day => day.ToString("yyyy-MM-dd", s_invariant)));
        check.Is("parts", "[Thursday,60,638448111301230000]", () =>
            new object[] { leap.DayOfWeek, leap.DayOfYear, leap.Ticks });
        check.Is("subtract", "60.13:45:30.1230000", () => leap - new DateTime(2023, 12, 31));
        check.Is("leap", "[true,false,true,false]", () => new[] { 2024, 2023, 2000, 1900 }.Select(DateTime.IsLeapYear));
        check.Is("parse", "2019-07-04T05:06:07.0000000", () =>
            DateTime.Parse(Hidden.Of("July 4, 2019 5:06:07"), s_invariant).ToString("O", s_invariant));
        check.Is("parse.exact", "1999-12-31 23:59", () =>
            DateTime.ParseExact(Hidden.Of("31|12|99 2359"), "dd|MM|yy HHmm", s_invariant)
            .ToString("yyyy-MM-dd HH:mm", s_invariant));
        check.Throws<FormatException>("parse.bad", () => DateTime.Parse(Hidden.Of("2023-02-29"), s_invariant));
        check.Throws<ArgumentOutOfRangeException>("range", () => new DateTime(Hidden.Of(2023), 2, 29));
        check.Is("limits", "[0001-01-01,9999-12-31]", () =>
            new[] { DateTime.MinValue, DateTime.MaxValue }.Select(day => day.ToString("yyyy-MM-dd", s_invariant)));
        check.Is("days", "146097", () => (new DateTime(Hidden.Of(2400), 1, 1) - new DateTime(2000, 1, 1)).Days);
        check.Is("weekdays", "688", () =>
        {
            DateTime month = new(Hidden.Of(1601), 1, 13);
            int fridays = 0;
            for (int i = 0; i < 400 * 12; i++, month = month.AddMonths(1))
            {
                fridays += month.DayOfWeek == DayOfWeek.Friday ? 1 : 0;
            }

            return fridays;
        });
        check.Is("offset", "[2024-02-29T13:45:30.1230000+05:30,08:15]", () =>
        {
            DateTimeOffset local = new(DateTime.SpecifyKind(leap, DateTimeKind.Unspecified), TimeSpan.FromMinutes(330));
            return new[] { local.ToString("O", s_invariant), local.UtcDateTime.ToString("HH:mm", s_invariant) };
        });
        check.Is("offset.equal", "true", () =>
            new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(Hidden.Of(2)))
            == new DateTimeOffset(2024, 1, 1, 10, 0, 0, TimeSpan.Zero));
        check.Is("unix", "[1709214330,1970-01-01 00:00:00Z]", () =>
            new object[] { new DateTimeOffset(leap).ToUnixTimeSeconds(),
            DateTimeOffset.FromUnixTimeSeconds(Hidden.Of(0)).ToString("u", s_invariant) });
        check.Is("span", "[1.02:03:04.0050000,1:2:03:04.005,93784.005]", () =>
        {
            TimeSpan span = new(1, 2, 3, 4, Hidden.Of(5));
            return new[] { span.ToString("c", s_invariant), span.ToString("g", s_invariant),
                span.TotalSeconds.ToString(s_invariant) };
        });
        check.Is("span.arithmetic", "[01:30:00,-00:45:00,00:22:30,2]", () =>
        {
            TimeSpan ninety = TimeSpan.FromMinutes(Hidden.Of(90));
            return new object[] { ninety, TimeSpan.FromMinutes(45) - ninety, ninety / 4,
                ninety / TimeSpan.FromMinutes(45) };
        });
        check.Is("span.parse", "[10675199.02:48:05.4775807,1.00:00:00]", () =>
            new[] { TimeSpan.MaxValue, TimeSpan.Parse(Hidden.Of("1.00:00"), s_invariant) });
        check.Is("date", "[2024-03-01,738945,Friday]", () =>
        {
            DateOnly day = new DateOnly(2024, Hidden.Of(2), 28).AddDays(2);
            return new object[] { day.ToString("yyyy-MM-dd", s_invariant), day.DayNumber, day.DayOfWeek };
        });
        check.Is("time", "[01:30,true,22:30:00]", () =>
        {
            TimeOnly late = new(Hidden.Of(23), 30);
            return new object[] { late.AddHours(2).ToString("HH:mm", s_invariant),
                late.IsBetween(new TimeOnly(23, 0), new TimeOnly(1, 0)), late.AddHours(-1).ToTimeSpan() };
        });
        check.Is("week", "[53,2020,1]", () =>
            new[] { ISOWeek.GetWeekOfYear(new DateTime(2021, 1, Hidden.Of(3))),
            ISOWeek.GetYear(new DateTime(2021, 1, 3)), ISOWeek.GetWeekOfYear(new DateTime(2021, 1, 4)) });
        check.Is("calendar", "[5784,6,20]", () =>
        {
            HebrewCalendar hebrew = new();
            return new[] { hebrew.GetYear(leap), hebrew.GetMonth(leap), hebrew.GetDayOfMonth(leap) };
        });
        check.Is("kind", "[Utc,Unspecified,Utc]", () =>
            new[] { leap.Kind, new DateTime(Hidden.Of(1L)).Kind, TimeZoneInfo.ConvertTimeToUtc(leap).Kind });
        check.Is("utc.zone", "[UTC,00:00:00]", () =>
            new object[] { TimeZoneInfo.Utc.Id, TimeZoneInfo.Utc.GetUtcOffset(leap) });
        check.Holds("now", () =>
            DateTime.UtcNow > new DateTime(2024, 1, 1) && DateTime.UtcNow < new DateTime(2100, 1, 1));
        check.Holds("now.forward", () =>
        {
            DateTime before = DateTime.UtcNow;
            return DateTime.UtcNow >= before;
        });
    }
}
