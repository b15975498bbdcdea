using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.CellLinker;

/// <summary>
/// A second copy of the nano-core's code and constants, for there is no file of them in memory that they could be made
/// from again. It is taken at the boot, when the nano-core's references have their values, with a CRC-32C of each page:
/// so the copy is no better a witness than the page, but of two that differ the sum says which is right. A page
/// without a copy (there was no memory for it) has none.
/// </summary>
[NoAllocation]
[NeverThrows]
internal static class NanoCoreCopy
{
    [InlineArray(NanoCoreSums.Most)]
    private struct Frames
    {
        private Frame _first;
    }

    [InlineArray(NanoCoreSums.Most)]
    private struct Sums
    {
        private uint _first;
    }

    private static Frames s_frames;
    private static Sums s_sums;

    /// <summary>Pages from the first on that have a copy.</summary>
    public static uint Count { get; private set; }

    /// <summary>Takes it. Memory for some of it is enough: the first pages are code.</summary>
    public static void Take()
    {
        Count = 0;
        for (uint page = 0; page < NanoCoreSums.Count; page++)
        {
            if (!FrameAllocator.TryTake(
                MemoryOwner.Of(MemoryKind.Books), FrameState.Table, emergency: false, out Frame frame))
            {
                return;
            }

            ReadOnlySpan<byte> bytes = NanoCoreImage.ReadPage(page);
            PhysicalMemory.Zero(frame);
            bytes.CopyTo(PhysicalMemory.BytesOf(frame));
            s_frames[(int)page] = frame;
            s_sums[(int)page] = Crc32C.Of(bytes);
            Count = page + 1;
        }
    }

    /// <summary>True for an address on a page that has a copy.</summary>
    public static bool Has(ulong address) =>
        (address - CellTable.At(CellNumber.NanoCore).Base.Value) / CellHeader.PageBytes < Count;

    /// <summary>There is none: a boot begins.</summary>
    public static void Forget() => Count = 0;

    /// <summary>Compares a page that has a copy with it, and mends the one of the two that is wrong.</summary>
    public static void Compare(uint page, ref PageCheck check)
    {
        ReadOnlySpan<byte> found = NanoCoreImage.ReadPage(page);
        Span<byte> copy = PhysicalMemory.BytesOf(s_frames[(int)page])[..found.Length];
        if (found.SequenceEqual(copy))
        {
            check.Verdict = PageVerdict.Right;
            return;
        }

        if (Crc32C.Of(copy) == s_sums[(int)page])
        {
            check.Describe(found, copy);
            NanoCoreImage.Mend(page, copy);
            check.Verdict = PageVerdict.Mended;
            return;
        }

        bool isRight = Crc32C.Of(found) == s_sums[(int)page];
        check.Verdict = isRight ? PageVerdict.Right : PageVerdict.Wrong;
        if (isRight)
        {
            found.CopyTo(copy);
        }
    }
}
