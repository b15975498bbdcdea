using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Platform.Console;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Platform.Devices;

/// <summary>Puts the text screen on the loader's framebuffer.</summary>
// SAFETY: framebuffer and cell memory are mapped, and held in statics, before the screen gets them.
internal static unsafe class Screen
{
    private static DevicePages s_pixels;
    private static MappedPages<ReadWrite> s_cells;

    /// <summary>
    /// Begins to show text, if there is a framebuffer that can be drawn and memory for what it shows; else the log says
    /// why the screen stays as it is.
    /// </summary>
    public static void Initialize()
    {
        FramebufferInformation info = BootInformation.Framebuffer;
        ReadOnlySpan<byte> refusal = FramebufferDescription.WhyNot(info);
        if (refusal.IsEmpty)
        {
            info.Height = (uint)Math.Min(info.Height, Rows(info));
            refusal = FramebufferDescription.WhyNot(info);
        }

        if (!refusal.IsEmpty || !TryShow(info, out refusal))
        {
            KernelLog.Write("Theseus: no screen: "u8);
            KernelLog.Write(refusal);
            KernelLog.Write("\n"u8);
        }
    }

    /// <summary>
    /// Rows that the device has memory for: a loader that does not ask the firmware (GRUB's driver for Bochs' adapter) sets modes
    /// that are larger. All of them where no PCI device is found that the framebuffer belongs to.
    /// </summary>
    private static ulong Rows(in FramebufferInformation info)
    {
        ulong room = PciMemory.RoomAt(info.Address);
        ulong rows = room == 0 ? info.Height : room / info.Pitch;
        if (rows < info.Height)
        {
            KernelLog.Write("Theseus: the display's memory ends before the mode that the loader has set: the picture is cut, or there is none\n"u8);
        }

        return rows;
    }

    private static bool TryShow(in FramebufferInformation info, out ReadOnlySpan<byte> refusal)
    {
        refusal = "there is no memory for it"u8;
        MemoryOwner owner = OwnerTable.Register(MemoryKind.Device, "screen"u8);
        if (DevicePages.TryMap(
            new PhysicalAddress(info.Address), (ulong)info.Pitch * info.Height, DeviceCaching.WriteCombining, owner, out s_pixels) != MemoryError.None)
        {
            refusal = "the framebuffer cannot be mapped"u8;
            return false;
        }

        Framebuffer whole = new((byte*)s_pixels.Start.Value, (int)info.Width, (int)info.Height, (int)info.Pitch, FramebufferDescription.Format(info));
        Framebuffer framebuffer = whole.Within(FramebufferDescription.Margin);
        whole.Fill(Palette.Background);

        nuint bytes = TextScreen.BytesNeeded(framebuffer);
        if (MappedPages.TryAllocate((bytes + Frame.Bytes - 1) / Frame.Bytes, guarded: true, owner, out s_cells) != MemoryError.None
            || !TextScreen.Initialize(framebuffer, (void*)s_cells.Start.Value, bytes))
        {
            return false;
        }

        KernelLog.AttachScreen(&Write);
        return true;
    }

    [Resident]
    private static void Write(byte* text, nuint length)
    {
        TextScreen.Write(new ReadOnlySpan<byte>(text, (int)length));
        TextScreen.Present();
    }
}
