using Theseus.Format;

namespace Theseus.Runtime.Diagnostics;

/// <summary>
/// The first serial port, COM1, a 16550 UART (National Semiconductor PC16550D data sheet), 115,200 baud 8N1.
/// </summary>
[Resident]
internal static class SerialPort
{
    private const ushort Base = 0x3F8;
    private const ushort InterruptEnable = Base + 1;
    private const ushort FifoControl = Base + 2;
    private const ushort LineControl = Base + 3;
    private const ushort ModemControl = Base + 4;
    private const ushort LineStatus = Base + 5;
    private const ushort Scratch = Base + 7;
    private const byte DataReady = 0x01;
    private const byte TransmitterEmpty = 0x20;
    private const ulong PatienceTicks = 1UL << 37; // of the time-stamp counter: 45 s at 3 GHz

    private static bool s_present;
    private static bool s_stalled;

    /// <summary>Sets the line up, without interrupts. Where no UART answers, output is dropped.</summary>
    public static void Initialize()
    {
        Cpu.Out8(Scratch, 0x5A);
        s_present = Cpu.In8(Scratch) == 0x5A;
        if (!s_present)
        {
            return;
        }

        Cpu.Out8(InterruptEnable, 0);
        Cpu.Out8(LineControl, 0x80);
        Cpu.Out8(Base, 1);
        Cpu.Out8(InterruptEnable, 0);
        Cpu.Out8(LineControl, 0x03);
        Cpu.Out8(FifoControl, 0xC7);
        Cpu.Out8(ModemControl, 0x0B);
    }

    /// <summary>Asks for an interrupt (IRQ 4) for every byte received.</summary>
    public static void EnableReceiveInterrupt()
    {
        if (s_present)
        {
            Cpu.Out8(InterruptEnable, 1);
        }
    }

    /// <summary>
    /// Sends one byte, waiting for room: an emulator has none while nobody reads its output. A line that has had none
    /// for a long while counts as stalled, and bytes are dropped until it has.
    /// </summary>
    public static void Write(byte value)
    {
        if (!s_present)
        {
            return;
        }

        ulong start = Cpu.ReadTimestamp();
        while ((Cpu.In8(LineStatus) & TransmitterEmpty) == 0)
        {
            s_stalled |= Cpu.ReadTimestamp() - start > PatienceTicks;
            if (s_stalled)
            {
                return;
            }
        }

        s_stalled = false;
        Cpu.Out8(Base, value);
    }

    /// <summary>Takes a received byte; -1 where there is none.</summary>
    public static int Read() => s_present && (Cpu.In8(LineStatus) & DataReady) != 0 ? Cpu.In8(Base) : -1;
}
