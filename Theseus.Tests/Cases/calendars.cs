// Cultures without data: invariant ones, custom formats, calendars, text casing.
using System.Globalization;
CultureInfo inv = CultureInfo.InvariantCulture;
Console.WriteLine($"{CultureInfo.CurrentCulture.Name}|{CultureInfo.CurrentUICulture.Name}|{inv.DisplayName}|"
    + $"{inv.EnglishName}|{inv.TwoLetterISOLanguageName}|{inv.LCID}|{inv.IsNeutralCulture}|{inv.Parent.Name}|"
    + $"{inv.Calendar.GetType().Name}");
foreach (string name in new[] { "", "en-US", "de-DE", "xx-yy", "not a culture" }) try
{
    Console.WriteLine($"{name}: {CultureInfo.GetCultureInfo(name).Name}");
} catch (CultureNotFoundException e) { Console.WriteLine($"{name}: {e.InvalidCultureName} {e.ParamName}"); }
Console.WriteLine(CultureInfo.GetCultures(CultureTypes.AllCultures).Length);
NumberFormatInfo nf = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", CurrencySymbol = "€",
    CurrencyPositivePattern = 3, CurrencyNegativePattern = 8, NegativeSign = "−", PercentSymbol = "pc",
    NumberGroupSizes = [3, 2], NaNSymbol = "nix", PositiveInfinitySymbol = "unendlich" };
Console.WriteLine($"{1234567890.125.ToString("N2", nf)} {(-5.5m).ToString("C", nf)} {0.25.ToString("P1", nf)} "
    + $"{double.NaN.ToString(nf)} {double.PositiveInfinity.ToString(nf)} {(-7).ToString(nf)} "
    + $"{1e20.ToString("E3", nf)}");
Console.WriteLine($"{double.Parse("1.234,5", nf)} {decimal.Parse("5,5 €", NumberStyles.Currency, nf)} "
    + $"{int.TryParse("−7", NumberStyles.Integer, nf, out int seven)} {seven} {double.Parse(" 1,234.5e2 ", inv)} "
    + $"{int.Parse("(42)", NumberStyles.AllowParentheses, inv)} {int.Parse("ff", NumberStyles.HexNumber)} "
    + $"{int.Parse("1010", NumberStyles.BinaryNumber)}");
CultureInfo mine = (CultureInfo)inv.Clone();
mine.NumberFormat = nf;
mine.DateTimeFormat = new() { DateSeparator = ".", ShortDatePattern = "d/M/yyyy",
    MonthNames = ["Jänner", .. Enumerable.Range(2, 11).Select(i => $"M{i}"), ""],
    DayNames = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"], AMDesignator = "vm", PMDesignator = "nm" };
CultureInfo.CurrentCulture = mine;
DateTime d = new(2024, 1, 3, 14, 5, 6);
Console.WriteLine($"{1.5} {d:d} {d:MMMM} {d:dddd} {d:hh tt} {1234.5:N1} {FormattableString.Invariant($"{1.5}")} "
    + $"{string.Create(inv, $"{2.5}")} {12.3m:C}");
Console.WriteLine($"{DateTime.Parse("3.1.2024", mine):yyyy-MM-dd} "
    + $"{DateTime.TryParse("Jänner 5, 2024", mine, out DateTime p)} {p:yyyy-MM-dd} {double.Parse("2,5")}");
CultureInfo.CurrentCulture = inv;
try { inv.NumberFormat.NegativeSign = "x"; } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
try { nf.NumberDecimalDigits = -1; } catch (ArgumentOutOfRangeException e) { Console.WriteLine(e.ParamName); }
foreach (Func<Calendar> make in new Func<Calendar>[] { () => new GregorianCalendar(), () => new JulianCalendar(),
    () => new HebrewCalendar(), () => new HijriCalendar(), () => new PersianCalendar(),
    () => new ThaiBuddhistCalendar(), () => new TaiwanCalendar(), () => new KoreanCalendar(),
    () => new UmAlQuraCalendar(), () => new ChineseLunisolarCalendar(), () => new JapaneseCalendar() })
    try
    {
        Calendar c = make();
        Console.WriteLine($"{c.GetType().Name} {c.GetYear(d)}-{c.GetMonth(d)}-{c.GetDayOfMonth(d)} {c.GetEra(d)} "
            + $"{c.GetDaysInYear(c.GetYear(d))} {c.IsLeapYear(c.GetYear(d))} {c.AddMonths(d, 5):yyyy-MM-dd} "
            + $"{c.AlgorithmType}");
    } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
TextInfo ti = inv.TextInfo;
Console.WriteLine($"{ti.ToTitleCase("the QUICK brown-fox o'neil")} {ti.ToUpper("straße ıi")} {ti.ToLower("ÀÉÎ İI")} "
    + $"{ti.ListSeparator} {ti.IsRightToLeft} {"ÇÑ".ToLowerInvariant()} {"ǆ".ToUpperInvariant()} "
    + $"{char.ToUpper('ﬁ')}");
Console.WriteLine($"{ISOWeek.GetWeekOfYear(new DateTime(2021, 1, 3))} {ISOWeek.GetYear(new DateTime(2021, 1, 3))} "
    + $"{ISOWeek.ToDateTime(2020, 53, DayOfWeek.Friday):yyyy-MM-dd} "
    + $"{inv.Calendar.GetWeekOfYear(d, CalendarWeekRule.FirstFourDayWeek, DayOfWeek.Monday)}");
foreach (char ch in "aZ5 ²½٣€_-漢\u0301\u200d\n") Console.Write($"{CharUnicodeInfo.GetUnicodeCategory(ch)}:"
    + $"{CharUnicodeInfo.GetNumericValue(ch)} ");
Console.WriteLine();
Console.WriteLine(string.Join('|', StringInfoElements("e\u0301a👨‍👩‍👧🇩🇪\r\nक्षि")));
try
{
    Console.WriteLine(new RegionInfo("US").EnglishName);
} catch (ArgumentException e) { Console.WriteLine(e.GetType().Name); }
foreach (string f in new[] { "C", "D6", "E2", "F3", "G5", "N1", "P", "R", "X8", "B", "000.00", "#,##0.##;(#);zero",
    "0.0%", "'lit'0", "\\#0", "0.###E+00", "#,,.0M" })
{
    string a, b2;
    try
    {
        a = 1234567.ToString(f, inv);
    } catch (FormatException)
    {
        a = "bad";
    }
    try
    {
        b2 = (-12.3456).ToString(f, inv);
    } catch (FormatException) { b2 = "bad"; } Console.Write($"{f}: {a} {b2}; ");
}
Console.WriteLine();
static IEnumerable<string> StringInfoElements(string s)
{
    TextElementEnumerator e = StringInfo.GetTextElementEnumerator(s);
    while (e.MoveNext()) yield return $"{e.ElementIndex}+{((string)e.Current).Length}";
}
