using System.Globalization;
using Theseus.Platform.Native.Process;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'kill'.</summary>
internal static class Kill
{
    private const int Terminate = 15; // SIGTERM
    private const ulong CatchMilliseconds = 100;
    private const ulong LimitMilliseconds = 5000;
    private const ulong PatienceMilliseconds = 500;
    private const ulong MostGraceMilliseconds = 3_600_000;

    /// <summary>
    /// <c>kill [-grace MS] %JOB|NUMBER|NAME</c>: ends a program by unwinding. With a grace it is told first (SIGTERM),
    /// and has so many milliseconds to end by itself.
    /// </summary>
    public static int Run(string[] arguments)
    {
        ulong grace = 0;
        if (arguments is ["-grace", var text, ..]
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out grace)
            && grace <= MostGraceMilliseconds)
        {
            arguments = arguments[2..];
        }

        if (arguments is not [var who] || who.StartsWith('-'))
        {
            return Commands.Usage("kill [-grace MILLISECONDS] %JOB|NUMBER|NAME");
        }

        int place = Jobs.PlaceOf(who);
        if (place == 0)
        {
            Console.Error.WriteLine($"kill: there is no program {who}");
            return 1;
        }

        if (grace == 0 || !ProgramSignals.TryRaise(place, Terminate) || !EndsWithin(place, grace))
        {
            End(place, who);
        }

        Jobs.ForgetKilled(place);
        return 0;
    }

    private static void End(int place, string who)
    {
        ProgramKill.Request(place, CatchMilliseconds, LimitMilliseconds);
        if (ProgramTable.WaitFor(place, Scheduler.After(PatienceMilliseconds)))
        {
            return;
        }

        string what = ProgramKill.WaitsForInput(place) ? "waits for input" : "runs where it cannot be unwound yet";
        Console.WriteLine($"kill: {who} {what}; it is cut {LimitMilliseconds} ms after it was to end");
        ProgramTable.WaitForEnd(place);
    }

    private static bool EndsWithin(int place, ulong milliseconds)
    {
        ProgramTable.GoOn(place);
        return ProgramTable.WaitFor(place, Scheduler.After(milliseconds));
    }
}
