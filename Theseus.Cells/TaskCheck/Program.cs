namespace Theseus.Cells.TaskCheck;

/// <summary>
/// Uses the system's own locks and channels from many threads, as any cell may. One group of checks a first argument;
/// the status is the number that failed.
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
            default:
                Console.Error.WriteLine("usage: taskcheck locks | channels");
                return UsageError;
        }
    }
}
