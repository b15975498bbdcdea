using Theseus.Platform;
using Theseus.Platform.Devices;

namespace Shell;

/// <summary>
/// The prompt. With lines from <c>./theseus exec</c> it runs those and turns the machine off; else it reads lines for
/// ever.
/// </summary>
internal static class Program
{
    private static int Main()
    {
        Machine.BootHasEnded();
        byte[]? script = FirmwareConfiguration.Read(Machine.ScriptFile);
        return script == null ? Prompt.Run() : Script.Run(script);
    }
}

/// <summary>Runs the lines that the host handed over, each with its output framed.</summary>
internal static class Script
{
    public static int Run(byte[] script)
    {
        Machine.BeginFrames();
        int status = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(script).Split('\n'))
        {
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            status = Commands.Run(line);
            Machine.EndLine(status);
        }

        return status;
    }
}
