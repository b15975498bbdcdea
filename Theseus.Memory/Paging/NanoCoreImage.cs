using Theseus.Runtime.Startup;

namespace Theseus.Memory;

/// <summary>
/// The nano-core's own pages, which the linker could not finish: what they refer to in cells has no address before
/// cells have.
/// </summary>
internal static class NanoCoreImage
{
    /// <summary>The nano-core's description of itself, as a cell file.</summary>
    // SAFETY: the linker wrote address and length of a part of the image's constants, which stay mapped for ever.
    public static unsafe ReadOnlySpan<byte> Cell =>
        new((void*)RunningImage.Header.NanoCell, (int)RunningImage.Header.NanoCellBytes);

    /// <summary>The bytes of a page, to be relocated; empty for one that it does not have.</summary>
    /// <param name="page">Counted from the image's base.</param>
    public static Span<byte> Page(uint page)
    {
        ulong address = RunningImage.Header.ImageBase + ((ulong)page * Frame.Bytes);
        if (address >= RunningImage.Header.DataEnd)
        {
            return default;
        }

        PhysicalAddress physical = new(address - AddressSpace.KernelWindow);
        return Physical.PhysicalMemory.BytesOf(physical.Frame);
    }

    /// <summary>
    /// Ends the second mapping of the image: from here on its code and constants cannot be written by any address.
    /// </summary>
    public static void Seal()
    {
        for (Frame frame = AddressSpace.ImageStart; frame < AddressSpace.ImageEnd; frame += 1)
        {
            PageTable.Small(DirectMap.PageOf(frame)) = 0;
        }

        Tlb.Invalidate(DirectMap.PageOf(AddressSpace.ImageStart),
            AddressSpace.ImageEnd.Number - AddressSpace.ImageStart.Number);
    }
}
