using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>Changes of access over many pages: the contents stay, each page obeys, and nothing is lost by it.</summary>
internal static class Changes
{
    private const int Pages = 100; // more than are invalidated one by one

    public static void Run(Checker check)
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(Pages * Frame.Bytes);
        VirtualAddress start = mapping.Start;
        for (int page = 0; page < Pages; page++)
        {
            // mov eax, page; ret
            Span<byte> code = mapping.AsSpan<byte>((ulong)page * Frame.Bytes, 6);
            (code[0], code[1], code[5]) = (0xB8, (byte)page, 0xC3);
        }

        MappedPages<ReadOnly> readable = mapping.MakeReadOnly();
        check.Is("pages.read.only", Pages.ToString(), Count(start, at => Faults(() => MemoryProbe.Write(at, 1))));
        MappedPages<ReadExecute> executable = readable.MakeExecutable();
        check.Is("pages.execute", (Pages * (Pages - 1) / 2).ToString(), Count(start, MemoryProbe.Execute));
        check.Is("pages.not.written", Pages.ToString(), Count(start, at => Faults(() => MemoryProbe.Write(at, 1))));
        check.Is("aliases.not.written", Pages.ToString(),
            Count(start, at => Faults(() => MemoryProbe.Write(MemoryProbe.Alias(MemoryProbe.FrameOf(at.Page)), 1))));
        check.Is("audit", "0", MemoryAudit.Run().Count);

        (MappedPages<ReadExecute> low, MappedPages<ReadExecute> high) = executable.Split(Frame.Bytes);
        using MappedPages<ReadWrite> lowWritable = low.MakeReadOnly().MakeWritable();
        lowWritable.AsSpan()[1] = 77;
        check.Is("cut.other.still.runs", "1", MemoryProbe.Execute(high.Start));
        check.Is("cut.aliases", "0 1",
            $"{Faults(() => MemoryProbe.Read(start))} {Faults(() => MemoryProbe.Write(start + Frame.Bytes, 1))}");
        high.Dispose();
        check.Holds("cut.kept", lowWritable.AsSpan()[1] == 77);
        PageCounts counts = PageTableWalk.Count();
        check.Is("walk", "0 0 0", $"{counts.WritableAndExecutable} {counts.WritableAliasesOfCode} {counts.Unknown}");
    }

    private static int Count(VirtualAddress start, Func<VirtualAddress, int> each)
    {
        int sum = 0;
        for (int page = 0; page < Pages; page++)
        {
            sum += each(start + ((ulong)page * Frame.Bytes));
        }

        return sum;
    }

    private static int Faults(Action act)
    {
        try
        {
            act();
            return 0;
        }
        catch (AccessViolationException)
        {
            return 1;
        }
    }
}
