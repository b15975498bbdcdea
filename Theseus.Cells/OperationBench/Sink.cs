namespace Theseus.Cells.OperationBench;

/// <summary>Where results go that nobody wants, so that no compiler drops the work for them.</summary>
internal static class Sink
{
    public static object? Reference { get; set; }

    public static double Number { get; set; }
}
