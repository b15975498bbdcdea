using Theseus.Runtime.Startup;

namespace Theseus.Memory;

/// <summary>The nano-core's own pages, which the linker could not finish: what they refer to in cells has no address before cells have.</summary>
// SAFETY: until Seal the direct map holds the image's frames, writable and not executable; Page checks its bounds.
internal static unsafe class NanoCoreImage
{
    /// <summary>The nano-core's description of itself, as a cell file.</summary>
    public static ReadOnlySpan<byte> Cell => new((void*)RunningImage.Header.NanoCell, (int)RunningImage.Header.NanoCellBytes);

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
        return new Span<byte>(Physical.PhysicalMemory.At(physical), (int)Frame.Bytes);
    }

    /// <summary>Ends the second mapping of the image: from here on its code and constants cannot be written by any address.</summary>
    public static void Seal()
    {
        for (Frame frame = AddressSpace.ImageStart; frame < AddressSpace.ImageEnd; frame += 1)
        {
            ulong* entry = PageTable.Find(DirectMap.PageOf(frame), out _);
            *entry = 0;
        }

        Tlb.Invalidate(DirectMap.PageOf(AddressSpace.ImageStart), AddressSpace.ImageEnd.Number - AddressSpace.ImageStart.Number);
    }
}
