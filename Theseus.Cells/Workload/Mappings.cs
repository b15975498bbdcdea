using Theseus.Memory;
using Theseus.Tasks.Locking;

namespace Theseus.Cells.Workload;

/// <summary>Takes pages of memory of its own, fills them, looks at them, and gives them back; under a lock.</summary>
internal static class Mappings
{
    private const int PageBytes = 4096;
    private const int MostPages = 8;
    private const int Turns = 6;

    private static readonly TaskMutex s_mutex = new();

    public static uint Work(uint seed)
    {
        Generator random = new(seed);
        uint sum = Sum.Start;
        for (int turn = 0; turn < Turns; turn++)
        {
            int pageCount = 1 + random.Below(MostPages);
            using MappedPages<ReadWrite> pages = MappedPages.Allocate((ulong)(PageBytes * pageCount));
            using MutexGuard guard = s_mutex.Enter();
            Span<byte> bytes = pages.AsSpan();
            for (int at = 0; at < bytes.Length; at += PageBytes / 4)
            {
                sum = Sum.Add(sum, bytes[at]); // zero: nobody's leavings
                bytes[at] = (byte)random.Next();
            }

            for (int at = 0; at < bytes.Length; at += PageBytes / 4)
            {
                sum = Sum.Add(sum, bytes[at]);
            }
        }

        return sum;
    }
}
