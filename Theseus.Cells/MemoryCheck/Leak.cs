using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck;

/// <summary>A program that loses everything that it takes: its end must release it.</summary>
internal static class Leak
{
    /// <summary>Where no machine of ours has RAM or a device.</summary>
    public const ulong NoRam = 0x0F_0000_0000;

    private const int Each = 50;

    /// <summary>Takes memory of every kind and forgets it. Says how much it was.</summary>
    public static void Take()
    {
        MemoryOwner owner = MemoryOwner.Current;
        for (int i = 0; i < Each; i++)
        {
            Hidden.CopyOf(MappedPages.Allocate((ulong)(i + 1) * Frame.Bytes));
            Hidden.CopyOf(MappedPages.Allocate(Frame.Bytes).MakeReadOnly().MakeExecutable());
            Hidden.CopyOf(MappedPages.Allocate(2 * Frame.Bytes).Split(Frame.Bytes));
            Hidden.CopyOf(AllocatedFrames.Allocate(3));
            Hidden.CopyOf(AllocatedFrames.Allocate(4).Split(1));
            Hidden.CopyOf(AllocatedPages.Allocate(5, guarded: true));
        }

        Hidden.CopyOf(DevicePages.Map(new PhysicalAddress(NoRam), Frame.Bytes, DeviceCaching.Uncached, owner));
        Hidden.CopyOf(DeviceFrames.Claim(new PhysicalAddress(NoRam + Frame.Bytes), Frame.Bytes, owner));
        Console.WriteLine($"{owner} loses {owner.Frames} frames and {owner.Pages} pages");
    }
}
