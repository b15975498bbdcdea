namespace Theseus.Memory;

/// <summary>
/// Memory kept for the report of a program that ends for want of memory: its text, and the code and tables that make it. The heap
/// has a reserve of its own, but a program may have used that up while it handled its OutOfMemoryException.
/// </summary>
// SAFETY: the address is what RawPages gave, until it is given back.
internal static unsafe class ReportReserve
{
    private const nuint Pages = 192;

    private static void* s_start;

    /// <summary>Takes it, if it is not held and there is enough memory.</summary>
    public static void Fill()
    {
        if (s_start == null)
        {
            s_start = RawPages.Take(Pages, MemoryOwner.Of(MemoryKind.Books));
        }
    }

    /// <summary>Gives it to whoever wants it.</summary>
    public static void Release()
    {
        if (s_start != null)
        {
            RawPages.Give(s_start, Pages, MemoryOwner.Of(MemoryKind.Books));
            s_start = null;
        }
    }
}
