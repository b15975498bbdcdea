using Theseus.Format;
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

    /// <summary>The bytes of a page of code or constants, where they are used; empty for any other.</summary>
    /// <param name="page">Counted from the image's base.</param>
    // SAFETY: text and constants of the image are mapped page by page from their first bytes, which are at a page's
    // start, and stay so for ever; only an address in one of them is looked at.
    [Resident]
    public static unsafe ReadOnlySpan<byte> ReadPage(uint page)
    {
        ref readonly ImageHeader image = ref RunningImage.Header;
        ulong address = image.ImageBase + ((ulong)page * Frame.Bytes);
        bool isFixed = (address >= image.TextStart && address < image.TextEnd)
            || (address >= image.ReadOnlyStart && address < image.ReadOnlyEnd);
        return isFixed ? new ReadOnlySpan<byte>((void*)address, (int)Frame.Bytes) : default;
    }

    /// <summary>
    /// Puts a page of code or constants back to what it was, while interrupts are off: for as long as that takes it can
    /// be written, for it may be what runs here, and what can be run is in no other mapping.
    /// </summary>
    /// <param name="page">Counted from the image's base; one of code or constants.</param>
    /// <param name="bytes">A page's.</param>
    // SAFETY: the page's address is one of the image's code or constants, which are mapped page by page for ever, and
    // it is writable from the one invalidation to the other; nothing else runs meanwhile on the one CPU.
    [Resident]
    public static unsafe void Mend(uint page, ReadOnlySpan<byte> bytes)
    {
        ulong address = RunningImage.Header.ImageBase + ((ulong)page * Frame.Bytes);
        if (ReadPage(page).Length != bytes.Length)
        {
            return;
        }

        Memory.Page at = new VirtualAddress(address).Page;
        ref ulong entry = ref PageTable.Small(at);
        ulong was = entry;
        entry = was | PageTable.Writable;
        Tlb.Invalidate(at, 1);
        bytes.CopyTo(new Span<byte>((void*)address, (int)Frame.Bytes));
        entry = was;
        Tlb.Invalidate(at, 1);
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
