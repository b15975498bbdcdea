using Theseus.Platform.Interfaces;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Terminal;

/// <summary>
/// The console's input: what is typed, on the keyboard or at the other end of the serial line, and the terminal's
/// answers. Interrupts put bytes into the rings; what keys mean is found out here, when somebody asks.
/// </summary>
internal static class ConsoleInput
{
    /// <summary>What came over the serial line. Its interrupt writes.</summary>
    public static ByteRing Serial;

    /// <summary>What the keyboard sent. Its interrupt writes.</summary>
    public static ByteRing ScanCodes;

    private static ByteRing s_keys;

    /// <summary>True where <see cref="Read"/> gives something without waiting.</summary>
    public static bool IsReady
    {
        get
        {
            if (!ProgramTable.IsAtKeyboard)
            {
                return false; // it is another program's
            }

            DecodeKeys();
            return s_keys.Count > 0 || Serial.Count > 0 || DriverTable.Screen is { HasReply: true };
        }
    }

    private static bool IsDisturbed => EditedLine.IsDisturbed && ProgramTable.IsAtKeyboard;

    /// <summary>What <see cref="Read"/> returns to a task that is to be killed while it waits.</summary>
    public const int Interrupted = -1;

    /// <summary>What <see cref="Read"/> returns where the line that is edited has to be shown again.</summary>
    public const int Disturbed = -2;

    /// <summary>
    /// Takes input, waiting for at least one byte. Returns the number of bytes, 0 only for no room; or
    /// <see cref="Interrupted"/>; or, to who edits a line, <see cref="Disturbed"/>.
    /// </summary>
    public static int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            int count = TryRead(buffer);
            if (count > 0)
            {
                return count;
            }

            if (IsDisturbed)
            {
                return Disturbed;
            }

            DriverTable.Screen?.Present();
            FinalizerTask.RunPending();
            if (Wait(Scheduler.Never) == WakeReason.Killed)
            {
                return Interrupted;
            }
        }
    }

    private static int TryRead(Span<byte> buffer)
    {
        using TurnHold hold = TurnHold.Take();
        if (!ProgramTable.IsAtKeyboard)
        {
            return 0;
        }

        int count = DriverTable.Screen?.TakeReply(buffer) ?? 0;
        if (count == 0)
        {
            DecodeKeys();
            count = s_keys.Read(buffer);
        }

        return count == 0 ? Serial.Read(buffer) : count;
    }

    /// <summary>From scan codes to what a terminal sends, as long as there is room for it.</summary>
    private static void DecodeKeys()
    {
        if (DriverTable.Keyboard is not { } keyboard)
        {
            return;
        }

        Span<byte> code = stackalloc byte[1];
        Span<byte> input = stackalloc byte[keyboard.MaxBytes];
        while (s_keys.Count + input.Length <= ByteRing.Capacity && ScanCodes.Read(code) != 0)
        {
            int count = keyboard.Decode(code[0], DriverTable.Screen is { HasApplicationCursorKeys: true }, input);
            s_keys.TryWrite(input[..count]);
        }
    }

    /// <summary>
    /// Waits until input or a time, unless there is input: what comes after the question ends the wait. Why it ended.
    /// </summary>
    public static WakeReason Wait(ulong until)
    {
        bool on = Scheduler.TurnOff();
        WakeReason reason = IsReady || IsDisturbed ? WakeReason.Signalled : InputWait.Wait(until);
        Scheduler.TurnOn(on);
        return reason;
    }
}
