using System.Globalization;

namespace Theseus.Cells.CellBench;

/// <summary>
/// Prints a line a figure: what, two spaces or more, the figure, its unit, and in brackets how it came about.
/// </summary>
internal sealed class Report
{
    /// <summary>The median of the rounds in ticks, and how far they lie apart.</summary>
    public void Median(string what, Samples samples) =>
        Line(what, samples.Median, "ticks", $"median of {samples.Rounds} rounds; {samples.Least} to {samples.Most}");

    /// <summary>A figure.</summary>
    public void Line(string what, double figure, string unit, string how) =>
        Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"  {what,-64} {figure,14:0.##} {unit}  ({how})"));
}
