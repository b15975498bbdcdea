using Theseus.Cells.Drivers.CmosClock;
using Theseus.Cells.Drivers.Entropy;
using Theseus.Cells.Drivers.FirmwareConfiguration;
using Theseus.Cells.Drivers.Keyboard;
using Theseus.Cells.Drivers.LineEditor;
using Theseus.Cells.Drivers.SystemClock;
using Theseus.Memory;
using Theseus.Platform.Devices;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Clock = Theseus.Platform.Native.Time.Clock;

namespace Theseus.Kernel;

/// <summary>
/// Starts the drivers that the system itself needs: each gets its devices, and is known by what it does from then on.
/// </summary>
internal static class Drivers
{
    private const ushort ClockPorts = 0x70;
    private const int ClockLine = 8;
    private const ushort TimerPorts = 0x42;
    private const ushort SystemPort = 0x61;
    private const ushort FirmwarePorts = 0x510;
    private const ushort SecondSerialPorts = 0x2F8;
    private const int SecondSerialLine = 3;
    private const ushort KeyboardData = 0x60;
    private const ushort KeyboardControl = 0x64;

    /// <summary>Starts them; objects are there and interrupts off. Each line says what holds from there on.</summary>
    public static void Start()
    {
        StartClock();                               // time passes
        Display.Start();                            // text is also on the screen
        DriverTable.Entropy = new EntropyPool(new MachineEntropy()); // random bytes are worth their name
        DriverTable.FirmwareConfiguration = new QemuConfiguration(Claim(FirmwarePorts, 2));
        DriverTable.Keyboard = StartKeyboard();     // keys have a meaning
        StartLineEditor();                          // lines can be edited
    }

    /// <summary>
    /// Starts the driver that edits lines, in the place of the one that is there. It remembers nothing.
    /// </summary>
    public static void StartLineEditor() =>
        DriverTable.LineEditor = new LineEditor(ConsoleOutput.Write, () => ConsoleOutput.Columns);

    /// <summary>
    /// Offers the devices that any cell may drive, and lets programs find what the kernel says of itself.
    /// </summary>
    public static void Offer()
    {
        DeviceRegistry.OfferPorts("rtc", ClockPorts, 2, ClockLine);
        DeviceRegistry.OfferPorts("com2", SecondSerialPorts, 8, SecondSerialLine);
        StatusFile.Provide();
    }

    /// <summary>The clock's devices are asked once, and are free again: the processor's counter goes on.</summary>
    private static void StartClock()
    {
        using Cells.Drivers.SystemClock.Clock clock = new(
            new IntervalTimer(Claim(TimerPorts, 2), Claim(SystemPort, 1)), new Mc146818(Claim(ClockPorts, 2)),
                Cpu.ReadTimestamp);
        Clock.Start(clock);
    }

    /// <summary>The controller is set up once; what the keyboard sends its interrupt takes.</summary>
    private static Ps2Keyboard StartKeyboard()
    {
        using PortRange data = Claim(KeyboardData, 1);
        using PortRange control = Claim(KeyboardControl, 1);
        return new Ps2Keyboard(data, control);
    }

    private static PortRange Claim(ushort first, uint count)
    {
        MemoryError error = PortRange.TryClaim(first, count, MemoryOwner.Of(MemoryKind.Device), out PortRange ports);
        MemoryException.ThrowIf(error, $"{count} ports from {first}");
        return ports;
    }
}
