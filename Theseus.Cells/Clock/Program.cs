using System.Globalization;
using Theseus.Cells.Drivers.CmosClock;
using Theseus.Memory;
using Theseus.Tasks.Interrupts;

namespace Theseus.Cells.Clock;

/// <summary>
/// Shows what the clock with the battery says, beside the system's own time, which goes on from what it said at the
/// boot; <c>clock tick SECONDS</c> shows so many seconds as they begin.
/// </summary>
internal static class Program
{
    private const int Wrong = 2;

    private static int Main(string[] arguments)
    {
        int ticks = 0;
        bool isTick = arguments is ["tick", var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ticks);
        if (arguments.Length != 0 && !isTick)
        {
            Console.Error.WriteLine("usage: clock [tick SECONDS]");
            return Wrong;
        }

        if (DeviceRegistry.Find("rtc") is not { } offer)
        {
            Console.Error.WriteLine("clock: the machine offers no clock.");
            return 1;
        }

        using Mc146818 clock = new(offer.ClaimPorts());
        if (isTick)
        {
            return Tick(offer, clock, ticks);
        }

        if (!clock.TryRead(out DateTime time))
        {
            Console.Error.WriteLine("clock: it shows no date: was it ever set?");
            return 1;
        }

        Show("clock", time);
        Show("system", DateTime.UtcNow);
        ClockFormat format = clock.Format;
        Console.WriteLine(
            $"kept in {(format.IsBinary ? "binary" : "decimal digits")}, {(format.Is24Hours ? 24 : 12)} hours");
        return 0;
    }

    /// <summary>Shows so many seconds as they begin: the clock's interrupt says when.</summary>
    private static int Tick(DeviceOffer offer, Mc146818 clock, int seconds)
    {
        using InterruptLine line = offer.ClaimInterrupt();
        clock.BeginUpdateInterrupts();
        try
        {
            for (int i = 0; i < seconds; i++)
            {
                line.Wait();
                clock.Acknowledge();
                if (clock.TryRead(out DateTime time))
                {
                    Show("tick", time);
                }
            }
        }
        finally
        {
            clock.EndInterrupts();
        }

        return 0;
    }

    private static void Show(string what, DateTime time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-6} {time:yyyy-MM-dd HH:mm:ss}"));
}
