namespace Theseus.Cells.Spin;

/// <summary>Never returns: to see that the rest of the system goes on. Ctrl-C ends it.</summary>
internal static class Program
{
    private static ulong s_turns;

    private static void Main()
    {
        while (true)
        {
            s_turns++;
        }
    }
}
