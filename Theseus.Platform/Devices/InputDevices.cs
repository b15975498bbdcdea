using Theseus.Format;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Devices;

/// <summary>
/// The interrupts of the keyboard (IRQ 1; IBM PS/2 Hardware Interface Technical Reference) and of the serial port (IRQ
/// 4). All that they do is to take the bytes, so that none is lost: what keys mean a driver says, when somebody reads
/// (<see cref="ConsoleInput"/>).
/// </summary>
internal static class InputDevices
{
    private const ushort KeyboardData = 0x60;
    private const ushort KeyboardStatus = 0x64;
    private const byte OutputFull = 1;
    private const byte FromMouse = 0x20;
    private const int KeyboardLine = 1;
    private const int SerialLine = 4;

    /// <summary>Answers both, and turns interrupts on.</summary>
    public static void Initialize()
    {
        HandleKeyboard();
        HandleSerial();
        SerialPort.EnableReceiveInterrupt();
        Cpu.EnableInterrupts();
    }

    // SAFETY: the handler is a static method.
    private static unsafe void HandleKeyboard() => InterruptController.Handle(KeyboardLine, &OnKeyboard);

    // SAFETY: the handler is a static method.
    private static unsafe void HandleSerial() => InterruptController.Handle(SerialLine, &OnSerial);

    [Resident]
    private static void OnKeyboard()
    {
        InterruptTimes.Note(Cpu.ReadTimestamp());
        byte status;
        while (((status = Cpu.In8(KeyboardStatus)) & OutputFull) != 0)
        {
            byte code = Cpu.In8(KeyboardData);
            if ((status & FromMouse) == 0 && !BreakKey.TakesScanCode(code))
            {
                ConsoleInput.ScanCodes.TryWrite([code]);
            }
        }

        InputWait.OnInput();
    }

    [Resident]
    private static void OnSerial()
    {
        InterruptTimes.Note(Cpu.ReadTimestamp());
        int value;
        while ((value = SerialPort.Read()) >= 0)
        {
            if (!BreakKey.TakesByte((byte)value))
            {
                ConsoleInput.Serial.TryWrite([(byte)value]);
            }
        }

        InputWait.OnInput();
    }
}
