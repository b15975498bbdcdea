using Theseus.Platform.Devices;
using Theseus.Platform.Native.Terminal;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Platform.Terminal;

/// <summary>
/// What <c>./theseus exec</c> and the machine say to each other: lines come as a file of the firmware's, output goes
/// over the serial line in frames. A frame mark is one byte; what follows says whether lines begin (B), a line has
/// ended with a status (S), or it stands for itself.
/// </summary>
internal static class ExecFrames
{
    /// <summary>Begins each frame.</summary>
    public const byte Mark = 1;

    /// <summary>The firmware's file with the lines.</summary>
    public const string ScriptFile = "opt/theseus/exec";

    /// <summary>True while the serial line carries frames.</summary>
    public static bool AreOn { get; private set; }

    /// <summary>Asks whether <c>exec</c> runs, so that a panic from here on powers off and is told apart.</summary>
    public static void Detect()
    {
        if (FirmwareProbe.HasFile("opt/theseus/exec"u8))
        {
            Panic.PowerOffPort = Power.DebugExitPort;
        }
    }

    /// <summary>From now on the serial line carries frames.</summary>
    public static void Begin()
    {
        AreOn = true;
        NativeTerminal.IsDetached = true; // what runs is a program under a pipe, as on any system
        SerialPort.Write(Mark);
        SerialPort.Write((byte)'B');
    }

    /// <summary>Ends the output of one line with its status.</summary>
    public static void EndLine(int status)
    {
        SerialPort.Write(Mark);
        SerialPort.Write((byte)'S');
        Span<byte> digits = stackalloc byte[16];
        status.TryFormat(digits, out int count);
        foreach (byte digit in digits[..count])
        {
            SerialPort.Write(digit);
        }

        SerialPort.Write((byte)'\n');
    }
}
