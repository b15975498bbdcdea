using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Terminal;

/// <summary>
/// The console's output: UTF-8 text with a terminal's control sequences, to the screen and to the serial line.
/// </summary>
internal static class ConsoleOutput
{
    private const int SerialColumns = 80;
    private const int SerialRows = 25;
    private const int PresentsPerSecond = 50;

    private static ulong s_lastPresent;

    /// <summary>Width of the console in characters.</summary>
    public static int Columns => DriverTable.Screen?.Columns ?? SerialColumns;

    /// <summary>Height of the console in characters.</summary>
    public static int Rows => DriverTable.Screen?.Rows ?? SerialRows;

    /// <summary>Writes text.</summary>
    public static void Write(ReadOnlySpan<byte> text)
    {
        using TurnHold hold = TurnHold.Take(); // the screen's state is one
        Put(EditedLine.MakeRoomFor(text));
        Put(text);
        PresentIfDue();
    }

    private static void Put(ReadOnlySpan<byte> text)
    {
        bool isFramed = ExecFrames.AreOn;
        foreach (byte value in text)
        {
            if (isFramed && value == ExecFrames.Mark)
            {
                SerialPort.Write(ExecFrames.Mark);
            }
            else if (!isFramed && value == '\n')
            {
                SerialPort.Write((byte)'\r');
            }

            SerialPort.Write(value);
        }

        DriverTable.Screen?.Write(text);
    }

    /// <summary>
    /// Draws what has changed, at most every 20 ms: text that scrolls by is not worth drawing line by line. Waiting for
    /// input and a panic draw the rest.
    /// </summary>
    private static void PresentIfDue()
    {
        ulong now = Cpu.ReadTimestamp();
        if (now - s_lastPresent > Clock.Frequency / PresentsPerSecond)
        {
            DriverTable.Screen?.Present();
            s_lastPresent = Cpu.ReadTimestamp();
        }
    }
}
