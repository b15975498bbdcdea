using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Device memory: claimed once, never RAM, register by register, gone when it is released.</summary>
internal static class DeviceMemory
{
    private const ulong NoRam = Leak.NoRam;
    private const ulong IoApic = 0xFEC0_0000; // Intel 82093AA: index at 0x00, data at 0x10, register 1 is the version

    public static void Run(Checker check)
    {
        MemoryOwner owner = MemoryOwner.Current;
        using (DeviceFrames claim = DeviceFrames.Claim(new PhysicalAddress(NoRam), 3 * Frame.Bytes, owner))
        {
            check.Is("claim", "3", claim.Count);
            check.Refuses("overlap.inside", MemoryError.InUse,
                () => DeviceFrames.Claim(new PhysicalAddress(NoRam + Frame.Bytes), 1, owner).Dispose());
            check.Refuses("overlap.end", MemoryError.InUse,
                () => DeviceFrames.Claim(new PhysicalAddress(NoRam + (3 * Frame.Bytes) - 1), 2, owner).Dispose());
            check.Refuses("overlap.start", MemoryError.InUse,
                () => DeviceFrames.Claim(new PhysicalAddress(NoRam - 1), 2, owner).Dispose());
            check.Refuses("overlap.around", MemoryError.InUse,
                () => DevicePages.Map(new PhysicalAddress(NoRam - Frame.Bytes), 8 * Frame.Bytes,
                    DeviceCaching.Uncached, owner).Dispose());
            using DeviceFrames beside = DeviceFrames.Claim(new PhysicalAddress(NoRam + (3 * Frame.Bytes)), 1, owner);
            check.Holds("beside", beside.IsHeld);
        }

        check.Refuses("ram", MemoryError.IsRam,
            () => DeviceFrames.Claim(new PhysicalAddress(32 << 20), Frame.Bytes, owner).Dispose());
        check.Refuses("over.into.ram", MemoryError.IsRam,
            () => DeviceFrames.Claim(new PhysicalAddress(0xA0000), 32 << 20, owner).Dispose());
        check.Refuses("nothing", MemoryError.BadSize,
            () => DeviceFrames.Claim(new PhysicalAddress(NoRam), Hidden.Of(0), owner).Dispose());
        check.Refuses("beyond", MemoryError.BadSize,
            () => DeviceFrames.Claim(new PhysicalAddress(NoRam), 1UL << 52, owner).Dispose());
        Registers(check, owner);
        check.Is("io.apic", "known", Version(owner));
    }

    private static void Registers(Checker check, MemoryOwner owner)
    {
        DevicePages pages = DevicePages.Map(new PhysicalAddress(NoRam + 0x100), 0x200, DeviceCaching.Uncached, owner);
        VirtualAddress start = pages.Start;
        check.Is("start", "256", start.PageOffset);
        _ = pages.Read<uint>(0x1FC);
        check.Refuses("register.past.end", MemoryError.OutOfRange, in pages,
            static (in DevicePages p) => p.Read<ulong>(0x1FC));
        check.Refuses("register.misaligned", MemoryError.Misaligned, in pages,
            static (in DevicePages p) => p.Write(2, 1u));
        check.Refuses("register.size", MemoryError.BadSize, in pages, static (in DevicePages p) => p.Read<Int128>(0));
        check.Refuses("claimed", MemoryError.InUse,
            () => DeviceFrames.Claim(new PhysicalAddress(NoRam + 0xF00), 1, owner).Dispose());
        check.CannotExecute("execute", start, "a device's mapping of Program 'memorycheck'");
        check.CannotRead("after", new VirtualAddress(start.Value - 0x100 + Frame.Bytes),
            "the guard page after a mapping of Program 'memorycheck'");
        using DevicePages stale = Hidden.CopyOf(in pages);
        pages.Dispose();
        check.CannotRead("released", start, "nobody's memory; it was Program 'memorycheck''s");
        check.Refuses("released.register", MemoryError.NotOwned, in stale,
            static (in DevicePages p) => p.Read<uint>(0));
        using DeviceFrames again = DeviceFrames.Claim(new PhysicalAddress(NoRam), Frame.Bytes, owner);
        stale.Dispose();
        check.Holds("released.claim", again.IsHeld);
    }

    /// <summary>
    /// Asks a real device's register by way of another, which shows that writes and reads reach it in order.
    /// </summary>
    private static string Version(MemoryOwner owner)
    {
        if (DevicePages.TryMap(new PhysicalAddress(IoApic), 0x20, DeviceCaching.Uncached, owner, out DevicePages pages)
            != MemoryError.None)
        {
            return "known"; // a driver has it
        }

        using (pages)
        {
            pages.Write(0, 1u);
            uint version = pages.Read<uint>(0x10);
            return (version & 0xFF) is >= 0x10 and <= 0x2F && ((version >> 16) & 0xFF) >= 15 ? "known"
                : $"version register {version:x8}";
        }
    }
}
