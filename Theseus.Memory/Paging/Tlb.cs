using Theseus.Memory.Physical;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>
/// Invalidation of translations that the CPU may hold (Intel SDM volume 3, section 4.10.4). Callers clear all entries
/// of a range first, call this once, and give the frames to somebody else only then: where there are more CPUs, this is
/// the place that asks them all, once a range.
/// </summary>
internal static class Tlb
{
    private const ulong MostSingle = 64;

    /// <summary>Drops what is known of a range of pages, entries and paging structures alike.</summary>
    public static void Invalidate(Page first, ulong count)
    {
        if (count > MostSingle)
        {
            Cpu.WritePageTableRoot(PageTable.Root.Start.Value); // windows are mapped without the global bit
            return;
        }

        for (ulong i = 0; i < count; i++)
        {
            Cpu.InvalidatePage((nuint)(first + i).Start.Value);
        }
    }
}
