namespace Theseus.Cells.Spin;

/// <summary>
/// Says that it has begun, and never returns: to see that the rest of the system goes on. Ctrl-C ends it.
/// </summary>
internal static class Program
{
    private static ulong s_turns;

    private static void Main()
    {
        Console.WriteLine("spinning");
        while (true)
        {
            s_turns++;
        }
    }
}
