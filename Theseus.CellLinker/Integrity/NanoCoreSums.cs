using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>
/// CRC-32C of each page of the nano-core's own code and constants. There is no file of them in memory, only what the
/// boot loader has copied: so a sum of each page is taken once, before the scrubber's first page or by who asks
/// earlier, and what differs from it later has changed since. It can be said, not mended, where there is no copy
/// (<see cref="NanoCoreCopy"/>), and says nothing of what was wrong before.
/// </summary>
[NoAllocation]
internal static class NanoCoreSums
{
    /// <summary>Pages that there may be.</summary>
    public const int Most = 512; // 2 MiB, the most that the build lets the nano-core have

    [InlineArray(Most)]
    private struct Sums
    {
        private uint _first;
    }

    private static Sums s_sums;
    private static bool s_areTaken;

    /// <summary>Pages of code and constants that have a sum.</summary>
    public static uint Count => (uint)Math.Min(
        Most, CellTable.At(CellNumber.NanoCore).View.Segments[(int)CellSegmentKind.Data].Offset / CellHeader.PageBytes);

    /// <summary>Takes the sums, the first time.</summary>
    public static void Take()
    {
        if (s_areTaken)
        {
            return;
        }

        for (uint page = 0; page < Count; page++)
        {
            s_sums[(int)page] = Crc32C.Of(NanoCoreImage.ReadPage(page));
        }

        s_areTaken = true;
    }

    /// <summary>Forgets them: a boot begins.</summary>
    public static void Reset() => s_areTaken = false;

    /// <summary>Compares a page with its sum, if that was taken.</summary>
    public static void Compare(uint page, ref PageCheck check)
    {
        if (page < NanoCoreCopy.Count)
        {
            NanoCoreCopy.Compare(page, ref check);
        }
        else if (s_areTaken && page < Count)
        {
            check.Verdict = Crc32C.Of(NanoCoreImage.ReadPage(page)) == s_sums[(int)page] ? PageVerdict.Right
                : PageVerdict.Wrong;
        }
    }
}
