namespace Theseus.Memory;

/// <summary>
/// Memory kept for the report of a program that ends for want of memory: its text, and the code and tables that make
/// it. The heap has a reserve of its own, but a program may have used that up while it handled its
/// OutOfMemoryException.
/// </summary>
internal static class ReportReserve
{
    private const nuint Pages = 192;

    private static nuint s_start;

    /// <summary>Takes it, if it is not held and there is enough memory.</summary>
    public static void Fill()
    {
        if (s_start == 0)
        {
            s_start = RawPages.Take(Pages, MemoryOwner.Of(MemoryKind.Books));
        }
    }

    /// <summary>Gives it to whoever wants it.</summary>
    public static void Release()
    {
        if (s_start != 0)
        {
            RawPages.Give(s_start, Pages, MemoryOwner.Of(MemoryKind.Books));
            s_start = 0;
        }
    }
}
