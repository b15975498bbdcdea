using Theseus.Cells.Drivers.Screen;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Platform.Devices;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Terminal;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Kernel;

/// <summary>
/// Gives the loader's framebuffer to the screen's driver, if it can be drawn; else the log says why the screen stays as
/// it is.
/// </summary>
internal static class Display
{
    /// <summary>Begins to show text.</summary>
    public static void Start()
    {
        MemoryOwner outer = OwnerTable.Enter(OwnerTable.Register(MemoryKind.Device, "screen"u8));
        ReadOnlySpan<byte> refusal = TryStart();
        OwnerTable.Enter(outer);
        if (!refusal.IsEmpty)
        {
            KernelLog.Write("Theseus: no screen: "u8);
            KernelLog.Write(refusal);
            KernelLog.Write("\n"u8);
        }
    }

    /// <summary>Why there is none; nothing where there is.</summary>
    private static ReadOnlySpan<byte> TryStart()
    {
        FramebufferInformation info = BootInformation.Framebuffer;
        ReadOnlySpan<byte> refusal = LoaderDisplay.WhyNot(info);
        if (!refusal.IsEmpty)
        {
            return refusal;
        }

        DisplayMode mode = LoaderDisplay.Mode(info) with { Height = (uint)Math.Min(info.Height, Rows(info)) };
        refusal = Screen.WhyNot(mode);
        if (!refusal.IsEmpty)
        {
            return refusal;
        }

        PhysicalAddress start = new(info.Address);
        ulong bytes = (ulong)mode.Pitch * mode.Height;
        if (DevicePages.TryMap(start, bytes, DeviceCaching.WriteCombining, MemoryOwner.Current, out DevicePages pixels)
            != MemoryError.None)
        {
            return "the framebuffer cannot be mapped"u8;
        }

        try
        {
            Screen screen = new(mode, pixels);
            DriverTable.Screen = screen;
            LogScreen.Attach(screen);
            return [];
        }
        catch (OutOfMemoryException)
        {
            return "there is no memory for it"u8;
        }
    }

    /// <summary>
    /// Rows that the device has memory for: a loader that does not ask the firmware (GRUB's driver for Bochs' adapter)
    /// sets modes that are larger. All of them where no PCI device is found that the framebuffer belongs to.
    /// </summary>
    private static ulong Rows(in FramebufferInformation info)
    {
        ulong room = PciMemory.RoomAt(info.Address);
        ulong rows = room == 0 || info.Pitch == 0 ? info.Height : room / info.Pitch;
        if (rows < info.Height)
        {
            KernelLog.Write("Theseus: the display's memory ends before the mode that the loader has set: "u8);
            KernelLog.Write("the picture is cut, or there is none\n"u8);
        }

        return rows;
    }
}
