using System.Globalization;
using Theseus.Cells.Drivers.CmosClock;
using Theseus.Memory;

namespace Theseus.Cells.Clock;

/// <summary>
/// Shows what the clock with the battery says, beside the system's own time, which goes on from what it said at the
/// boot.
/// </summary>
internal static class Program
{
    private static int Main()
    {
        if (DeviceRegistry.Find("rtc") is not { } offer)
        {
            Console.Error.WriteLine("clock: the machine offers no clock.");
            return 1;
        }

        using Mc146818 clock = new(offer.ClaimPorts());
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

    private static void Show(string what, DateTime time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-6} {time:yyyy-MM-dd HH:mm:ss}"));
}
