using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>The first byte beyond what is mapped faults, on either side, and the program goes on.</summary>
internal static class Edges
{
    private const string Mine = "Program 'memorycheck'";

    public static void Run(Checker check)
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(3 * Frame.Bytes);
        VirtualAddress start = mapping.Start;
        VirtualAddress end = start + mapping.Length;
        VirtualAddress before = new(start.Value - 1);
        mapping.AsSpan().Fill(7);
        check.Is("first", "7", MemoryProbe.Read(start));
        check.Is("last", "7", MemoryProbe.Read(new VirtualAddress(end.Value - 1)));
        check.CannotRead("before.read", before, $"the guard page before a mapping of {Mine}");
        check.CannotWrite("before.write", before, $"the guard page before a mapping of {Mine}");
        check.CannotExecute("before.execute", before, $"the guard page before a mapping of {Mine}");
        check.CannotRead("after.read", end, $"the guard page after a mapping of {Mine}");
        check.CannotWrite("after.write", end, $"the guard page after a mapping of {Mine}");
        check.CannotExecute("after.execute", end, $"the guard page after a mapping of {Mine}");
        check.Holds("unharmed", mapping.IsHeld && mapping.AsReadOnlySpan().IndexOfAnyExcept((byte)7) < 0);
        mapping.Dispose();
        check.CannotRead("released.read", start, $"memory that was released; it was {Mine}'s");
        check.CannotWrite("released.write", new VirtualAddress(end.Value - 1),
            $"memory that was released; it was {Mine}'s");
        check.CannotExecute("released.execute", start, $"memory that was released; it was {Mine}'s");

        using (AllocatedPages pages = AllocatedPages.Allocate(2))
        {
            check.CannotRead("unmapped.read", pages.First.Start, $"pages of {Mine}, which are not mapped");
            check.CannotWrite("unmapped.write", pages.First.Start, $"pages of {Mine}, which are not mapped");
        }

        foreach (ulong offset in (ReadOnlySpan<ulong>)[0, 1, 0xFFF, 0xFFFF])
        {
            check.Is($"null.{offset:x}", nameof(NullReferenceException), KindOfFault(new VirtualAddress(offset)));
        }

        check.CannotRead("low", new VirtualAddress(0x10000), "nobody's memory");
        check.CannotWrite("high", new VirtualAddress(0xFFFF_C000_0000_0000), "nobody's memory");
        check.Is("not.canonical", "A protection fault: an address that no page table can map.",
            Message(new VirtualAddress(0x8000_0000_0000)));
        check.Is("not.canonical.high", "A protection fault: an address that no page table can map.",
            Message(new VirtualAddress(0xFFFF_7FFF_FFFF_FFF8)));
        check.Is("again.1000", "1000", Many(new VirtualAddress(0xFFFF_C000_0000_0000)));
    }

    private static string KindOfFault(VirtualAddress address)
    {
        try
        {
            return $"read {MemoryProbe.Read(address)}";
        }
        catch (NullReferenceException thrown)
        {
            return thrown.GetType().Name;
        }
    }

    private static string Message(VirtualAddress address)
    {
        try
        {
            return $"read {MemoryProbe.Read(address)}";
        }
        catch (AccessViolationException thrown)
        {
            return thrown.Message;
        }
    }

    private static int Many(VirtualAddress address)
    {
        int caught = 0;
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                MemoryProbe.Write(address, 1);
            }
            catch (AccessViolationException)
            {
                caught++;
            }
        }

        return caught;
    }
}
