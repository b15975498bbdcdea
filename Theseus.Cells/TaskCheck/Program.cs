namespace Theseus.Cells.TaskCheck;

/// <summary>
/// Uses the system's own locks, channels and tasks, as any cell may. One group of checks a first argument; the status
/// is the number that failed. <c>hold</c> has something of each kind and waits; <c>supervise</c> has supervisors.
/// </summary>
internal static class Program
{
    private const int UsageError = 2;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["locks"]:
                return Locks.Run();
            case ["channels"]:
                return Channels.Run();
            case ["owning"]:
                return Owning.Run();
            case ["stacks"]:
                return Stacks.Run();
            case ["supervision"]:
                return Supervision.Run();
            case ["supervise"]:
                return Supervision.Hold();
            case ["priorities"]:
                return Priorities.Run();
            case ["renewal", "statics"]:
                return Renewal.Statics();
            case ["renewal", "busy"]:
                return Renewal.Busy();
            case ["renewal", "library"]:
                return Renewal.Library();
            case ["hold"]:
                return Holding.Run();
            default:
                Console.Error.WriteLine(
                    "usage: taskcheck locks | channels | owning | stacks | supervision | hold | supervise"
                        + " | renewal statics|busy|library | priorities");
                return UsageError;
        }
    }
}
