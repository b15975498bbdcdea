using Theseus.Tasks.Scheduling;
using Theseus.Tests.Platform;

namespace Theseus.Platform.Terminal;

/// <summary>The console's input on the host: what a test has typed.</summary>
internal static class ConsoleInput
{
    public const int Interrupted = -1;

    public static bool IsReady => Machine.HasInput;

    public static int Read(Span<byte> buffer) => Machine.Take(buffer);

    public static void Wait(ulong until)
    {
        bool on = Scheduler.TurnOff();
        if (!IsReady)
        {
            InputWait.Wait(until);
        }

        Scheduler.TurnOn(on);
    }
}
