using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Guard pages stay where a mapping is cut and put together, and go with its ends.</summary>
internal static class Guards
{
    private const string Mine = "Program 'memorycheck'";

    public static void Run(Checker check)
    {
        VirtualAddress before;
        VirtualAddress after;
        (MappedPages<ReadWrite> low, MappedPages<ReadWrite> high) = MappedPages.Allocate(4 * Frame.Bytes)
            .Split(Frame.Bytes);
        before = new VirtualAddress(low.Start.Value - 1);
        after = high.Start + high.Length;
        check.CannotRead("cut.before", before, $"the guard page before a mapping of {Mine}");
        check.CannotRead("cut.after", after, $"the guard page after a mapping of {Mine}");
        low.AsSpan()[(int)Frame.Bytes - 1] = 1;
        high.AsSpan()[0] = 2;
        MappedPages<ReadWrite> whole = low.Merge(high);
        check.Is("whole", "4", whole.PageCount);
        check.Is("whole.contents", "1 2", $"{whole.AsSpan()[(int)Frame.Bytes - 1]} {whole.AsSpan()[(int)Frame.Bytes]}");
        check.CannotRead("merged.before", before, $"the guard page before a mapping of {Mine}");
        check.CannotRead("merged.after", after, $"the guard page after a mapping of {Mine}");

        (low, high) = whole.Split(2 * Frame.Bytes);
        low.Dispose();
        check.CannotRead("low.released", before, $"memory that was released; it was {Mine}'s");
        check.CannotRead("high.kept", after, $"the guard page after a mapping of {Mine}");
        high.AsSpan()[0] = 3;
        check.Is("high.works", "3", high.AsSpan()[0]);
        high.Dispose();
        check.CannotRead("high.released", after, $"memory that was released; it was {Mine}'s");
    }
}
