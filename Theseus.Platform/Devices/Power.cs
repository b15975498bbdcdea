using System.Diagnostics.CodeAnalysis;
using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>Turning the machine off.</summary>
internal static class Power
{
    /// <summary>I/O port of QEMU's isa-debug-exit device as <c>./theseus</c> sets it up.</summary>
    public const ushort DebugExitPort = 0xF4;

    private const ushort QemuPort = 0x604;
    private const ushort BochsPort = 0xB004;
    private const ushort SleepOff = 0x2000;

    /// <summary>
    /// Tries the ways that emulators offer: the debug-exit device with a status where <c>exec</c> runs, then the ACPI
    /// sleep registers at the addresses that QEMU and Bochs give them. Halts where none works.
    /// </summary>
    [DoesNotReturn]
    public static void Off(byte status)
    {
        if (Panic.PowerOffPort != 0)
        {
            Cpu.Out8(Panic.PowerOffPort, status);
        }

        Cpu.Out16(QemuPort, SleepOff);
        Cpu.Out16(BochsPort, SleepOff);
        while (true)
        {
            Cpu.HaltForEver();
        }
    }
}
