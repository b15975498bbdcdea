namespace Theseus.Cells.EndCheck;

/// <summary>
/// Recursions without end: one that overflows the stack, and one that does so again while its overflow unwinds.
/// </summary>
internal static class StackOverflows
{
    public static int Deep(int n) => n < 0 ? 0 : Deep(n + 1) + Deep(n + 2) + 1;

    public static int DeepTwice(int n)
    {
        try
        {
            return n < 0 ? 0 : DeepTwice(n + 1) + 1;
        }
        finally
        {
            Deep(n);
        }
    }
}
