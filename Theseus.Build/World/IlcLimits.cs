namespace Theseus.Build.World;

/// <summary>
/// What a run of the compiler may use. There are packages that it cannot take in any time or memory; they must not take
/// the machine.
/// </summary>
/// <param name="CpuSeconds">Of all its threads together.</param>
/// <param name="HeapBytes">Of its managed heap, which is nearly all of its memory.</param>
public sealed record IlcLimits(int CpuSeconds, long HeapBytes)
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>
    /// The whole tree takes 35 CPU seconds and 1.2 GiB, with -g half as much more, with the scanner twice that; a MiB
    /// of packages took from 5 to 30 seconds.
    /// </summary>
    /// <param name="packageBytes">Size of the packages' assemblies.</param>
    /// <param name="withScanner">The run scans IL first.</param>
    public static IlcLimits For(long packageBytes, bool withScanner)
    {
        long seconds = 300 + (30 * packageBytes / Mebibyte);
        long memory = Math.Min(4096 * Mebibyte, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);
        return new IlcLimits((int)seconds * (withScanner ? 2 : 1), memory);
    }
}
