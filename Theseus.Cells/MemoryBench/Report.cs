using System.Globalization;

namespace Theseus.Cells.MemoryBench;

/// <summary>
/// Prints a line a figure: what, two spaces or more, ticks, and in brackets what kind of figure it is.
/// </summary>
internal sealed class Report
{
    /// <summary>The median of the rounds, and how far they lie apart.</summary>
    public void Median(string what, Samples samples, ulong divisor = 1)
    {
        if (divisor == 1)
        {
            Line(what, samples.Median, $"median of {samples.Rounds} rounds; {samples.Least} to {samples.Most}");
            return;
        }

        Line(what, (double)samples.Median / divisor, string.Create(
            CultureInfo.InvariantCulture,
            $"median of {samples.Rounds} rounds; {(double)samples.Least / divisor:F1} to "
                + $"{(double)samples.Most / divisor:F1}"));
    }

    /// <summary>All ticks of many operations by their number.</summary>
    public void Mean(string what, ulong ticks, int operations, string of) =>
        Line(what, (double)ticks / operations, $"mean of {operations} {of}");

    private static void Line(string what, ulong figure, string kind) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-52} {figure,12}  ({kind})"));

    private static void Line(string what, double figure, string kind) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-52} {figure,12:F1}  ({kind})"));
}
