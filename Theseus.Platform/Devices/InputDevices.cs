using Theseus.Format;
using Theseus.Platform.Console;
using Theseus.Platform.Entropy;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;
using Theseus.Runtime.Interrupts;

namespace Theseus.Platform.Devices;

/// <summary>
/// Where input comes from: the keyboard behind the 8042 controller (IBM PS/2 Technical Reference, IRQ 1) and the
/// serial port (IRQ 4). Both put bytes into <see cref="InputRing"/>.
/// </summary>
// SAFETY: handlers are static methods; their stack buffers are passed as spans.
internal static unsafe class InputDevices
{
    private const ushort Data = 0x60;
    private const ushort StatusAndCommand = 0x64;
    private const byte OutputFull = 1;
    private const byte InputFull = 2;
    private const byte FromMouse = 0x20;
    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;
    private const byte EnableKeyboard = 0xAE;
    private const int Patience = 100_000;

    /// <summary>Sets both devices up and turns interrupts on.</summary>
    public static void Initialize()
    {
        InitializeKeyboard();
        InterruptController.Handle(1, &OnKeyboard);
        InterruptController.Handle(4, &OnSerial);
        SerialPort.EnableReceiveInterrupt();
        Cpu.EnableInterrupts();
    }

    /// <summary>Clears what the firmware left, and asks for interrupts and translation to scan code set 1.</summary>
    private static void InitializeKeyboard()
    {
        for (int i = 0; i < 64 && (Cpu.In8(StatusAndCommand) & OutputFull) != 0; i++)
        {
            Cpu.In8(Data);
        }

        Command(ReadConfiguration);
        byte configuration = WaitForOutput() ? Cpu.In8(Data) : (byte)0x44;
        Command(WriteConfiguration);
        WaitForInput();
        Cpu.Out8(Data, (byte)((configuration | 0x41) & ~0x10));
        Command(EnableKeyboard);
    }

    private static void Command(byte command)
    {
        WaitForInput();
        Cpu.Out8(StatusAndCommand, command);
    }

    private static void WaitForInput()
    {
        for (int i = 0; i < Patience && (Cpu.In8(StatusAndCommand) & InputFull) != 0; i++)
        {
            Cpu.Pause();
        }
    }

    private static bool WaitForOutput()
    {
        for (int i = 0; i < Patience; i++)
        {
            if ((Cpu.In8(StatusAndCommand) & OutputFull) != 0)
            {
                return true;
            }

            Cpu.Pause();
        }

        return false;
    }

    [Resident]
    private static void OnKeyboard()
    {
        InterruptTimes.Note(Cpu.ReadTimestamp());
        Span<byte> bytes = stackalloc byte[16];
        byte status;
        while (((status = Cpu.In8(StatusAndCommand)) & OutputFull) != 0)
        {
            byte code = Cpu.In8(Data);
            if ((status & FromMouse) == 0)
            {
                int count = Keyboard.Feed(code, bytes);
                InputRing.TryWrite(bytes[..count]);
            }
        }
    }

    [Resident]
    private static void OnSerial()
    {
        InterruptTimes.Note(Cpu.ReadTimestamp());
        Span<byte> one = stackalloc byte[1];
        int value;
        while ((value = SerialPort.Read()) >= 0)
        {
            one[0] = (byte)value;
            InputRing.TryWrite(one);
        }
    }
}
