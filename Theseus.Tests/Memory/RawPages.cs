using System.Runtime.InteropServices;

namespace Theseus.Memory;

/// <summary>
/// The kernel's RawPages on the host: a reserved window of 64 GiB and a budget of pages. Pages given back become
/// inaccessible, so that a use of them after that ends the test run; giving what was not taken throws.
/// </summary>
// SAFETY: addresses come from one mmap of the whole window, which is never unmapped.
public static unsafe class RawPages
{
    public const int PageSize = 4096;

    private static nuint WindowBytes => (nuint)64 << 30;
    private const int ReadWrite = 3;
    private const int DontNeed = 4;
    private const int PrivateAnonymousNoReserve = 0x4022;

    private static readonly byte* s_window = Map();
    private static readonly Dictionary<nuint, nuint> s_taken = [];
    private static readonly Dictionary<nuint, Stack<nuint>> s_free = [];
    private static nuint s_next;

    public static nuint WindowStart => (nuint)s_window;

    public static nuint WindowEnd => (nuint)s_window + WindowBytes;

    /// <summary>Pages that Take may still hand out.</summary>
    public static nuint Budget { get; set; }

    /// <summary>Pages taken and not given back.</summary>
    public static nuint Held { get; private set; }

    public static nuint Take(nuint pages, MemoryOwner owner)
    {
        if (pages == 0 || pages > Budget)
        {
            return 0;
        }

        nuint start;
        if (s_free.TryGetValue(pages, out Stack<nuint>? stack) && stack.Count > 0)
        {
            start = stack.Pop();
        }
        else
        {
            if ((s_next + pages) * PageSize > WindowBytes)
            {
                return 0;
            }

            start = (nuint)s_window + s_next * PageSize;
            s_next += pages;
        }

        if (mprotect((void*)start, pages * PageSize, ReadWrite) != 0)
        {
            throw new InvalidOperationException("mprotect failed");
        }

        Budget -= pages;
        Held += pages;
        s_taken.Add(start, pages);
        return start;
    }

    public static void Give(nuint start, nuint pages, MemoryOwner owner)
    {
        if (!s_taken.TryGetValue(start, out nuint taken) || taken != pages)
        {
            throw new InvalidOperationException($"Give({start:x}, {pages}) was not taken so");
        }

        s_taken.Remove(start);
        Protect(start, pages);
        Budget += pages;
        Held -= pages;
    }

    public static void Cut(nuint start, nuint pages, nuint at, MemoryOwner owner)
    {
        if (!s_taken.TryGetValue(start, out nuint taken) || taken != pages || at == 0 || at >= pages)
        {
            throw new InvalidOperationException($"Cut({start:x}, {pages}, {at}) was not taken so");
        }

        s_taken[start] = at;
        s_taken.Add(start + at * PageSize, pages - at);
    }

    /// <summary>Takes everything back, and allows <paramref name="budget"/> pages from now on.</summary>
    public static void Reset(nuint budget)
    {
        foreach ((nuint start, nuint pages) in s_taken)
        {
            Protect(start, pages);
        }

        s_taken.Clear();
        s_free.Clear();
        s_next = 0;
        Held = 0;
        Budget = budget;
    }

    private static void Protect(nuint start, nuint pages)
    {
        _ = madvise((void*)start, pages * PageSize, DontNeed);
        _ = mprotect((void*)start, pages * PageSize, 0);
        if (!s_free.TryGetValue(pages, out Stack<nuint>? stack))
        {
            s_free.Add(pages, stack = new Stack<nuint>());
        }

        stack.Push(start);
    }

    private static byte* Map()
    {
        void* window = mmap(null, WindowBytes, 0, PrivateAnonymousNoReserve, -1, 0);
        return window == (void*)-1 ? throw new InvalidOperationException("mmap failed") : (byte*)window;
    }

    [DllImport("libc")]
    private static extern void* mmap(void* address, nuint bytes, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int mprotect(void* address, nuint bytes, int protection);

    [DllImport("libc")]
    private static extern int madvise(void* address, nuint bytes, int advice);
}
