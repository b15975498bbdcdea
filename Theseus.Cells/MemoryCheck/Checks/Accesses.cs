using Theseus.Memory;
using Theseus.Memory.Testing;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>What a mapping does not allow faults, by every address that its frames have.</summary>
internal static class Accesses
{
    private const string Mine = "Program 'memorycheck'";

    /// <summary>mov eax, 42; ret</summary>
    private static ReadOnlySpan<byte> FortyTwo => [0xB8, 42, 0, 0, 0, 0xC3];

    public static void Run(Checker check)
    {
        MappedPages<ReadWrite> writable = MappedPages.Allocate(Frame.Bytes);
        FortyTwo.CopyTo(writable.AsSpan());
        VirtualAddress start = writable.Start;
        Frame frame = MemoryProbe.FrameOf(start.Page);
        VirtualAddress alias = MemoryProbe.Alias(frame);
        check.CannotExecute("writable.execute", start, $"a writable mapping of {Mine}");
        check.CannotExecute("alias.execute", alias, $"the map of all RAM; {frame} is of {Mine}");

        MappedPages<ReadOnly> readable = writable.MakeReadOnly();
        check.Is("readable.read", "42", MemoryProbe.Read(start + 1));
        check.CannotWrite("readable.write", start, $"a read-only mapping of {Mine}");
        check.CannotExecute("readable.execute", start, $"a read-only mapping of {Mine}");

        MappedPages<ReadExecute> executable = readable.MakeExecutable();
        check.Is("executable.execute", "42", MemoryProbe.Execute(start));
        check.Is("executable.read", "42", executable.AsReadOnlySpan()[1]);
        check.CannotWrite("executable.write", start, $"an executable mapping of {Mine}");
        check.CannotWrite("executable.alias.write", alias, $"the map of all RAM; {frame} is of {Mine}");
        PageCounts counts = PageTableWalk.Count();
        check.Is("walk", "0 0 0", $"{counts.WritableAndExecutable} {counts.WritableAliasesOfCode} {counts.Unknown}");

        // Written anew: what runs is what stands there now.
        writable = executable.MakeReadOnly().MakeWritable();
        writable.AsSpan()[1] = 43;
        check.CannotExecute("again.writable", start, $"a writable mapping of {Mine}");
        executable = writable.MakeReadOnly().MakeExecutable();
        check.Is("again.execute", "43", MemoryProbe.Execute(start));
        executable.Dispose();
        check.CannotExecute("released.execute", start, $"memory that was released; it was {Mine}'s");
        MemoryProbe.Write(alias, 0); // the frame is nobody's, and writable again by whoever gets it
        check.Is("released.frame", "Free", MemoryProbe.StateOf(frame));
        check.CannotWrite("cell.write", MemoryProbe.OwnCode, "an executable mapping of Cell 'Theseus.Memory'");
        check.CannotWrite("image.write", MemoryProbe.NanoCoreCode, "the kernel's image");
    }
}
