// Everything that would ask ICU, which worlds are compiled without (System.Globalization.Invariant).
using System.Globalization;
using System.Text;

Try("normalize", () => "plain".Normalize(NormalizationForm.FormD));
Try("domain name", () => new IdnMapping().GetAscii("b\u00FCcher.example") + " " + new IdnMapping().GetUnicode("xn--bcher-kva.example"));
Try("case", () => "stra\u00DFe \u00C4".ToLowerInvariant() + "\u00E4i".ToUpper(CultureInfo.InvariantCulture));
Try("compare", () => string.Compare("a", "B", CultureInfo.InvariantCulture, CompareOptions.IgnoreCase));
Try("search", () => "abcABC".IndexOf("ca", StringComparison.InvariantCultureIgnoreCase));
Try("sort key", () => Convert.ToHexString(CultureInfo.InvariantCulture.CompareInfo.GetSortKey("ab").KeyData));
Try("calendars", () => new JapaneseCalendar().GetEra(new DateTime(2020, 1, 1)));
Try("culture", () => new CultureInfo("de-DE").Name);
Try("zones", () => TimeZoneInfo.TryConvertIanaIdToWindowsId("Europe/Berlin", out _));
Try("zones back", () => TimeZoneInfo.TryConvertWindowsIdToIanaId("W. Europe Standard Time", out _));
Try("zone name", () => TimeZoneInfo.Utc.DisplayName);
Try("region", () => new RegionInfo("US").TwoLetterISORegionName);
Try("cultures", () => CultureInfo.GetCultures(CultureTypes.AllCultures).Length);

static void Try(string name, Func<object?> action)
{
    try { Console.WriteLine($"{name}: {action()}"); }
    catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
}
