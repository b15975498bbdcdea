using Theseus.Build;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class SymbolFileTests : IDisposable
{
    private const string World = """
            .file 1 "Program.cs"
            .section __managedcode,"axG",@progbits,A_Main,comdat
            .globl A_Main
        A_Main: .loc 1 7
            call B_Run
            .loc 1 8
            ret
            .section .rodata.B_Text,"a"
            .globl B_Text
        B_Text: .skip 24
            .section __managedcode,"axG",@progbits,B_Run,comdat
            .globl B_Run
        B_Run: .loc 1 20
            lea B_Text(%rip), %rax
            .loc 1 21
            call native
            ret
        """;

    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private SmallWorld Cut() => new(
        [
            _gas.Boot("native"), _gas.Managed(World),
            _gas.Native(".text\n.globl native, theseus_panic\nnative: nop\nret\ntheseus_panic: hlt"),
        ],
        new AppEntry("a", "A", "A_Main", false, false), new AppEntry("b", "B", "B_Run", false, false));

    [Fact]
    public void Cells_follow_each_other_large_ones_first_with_a_page_before_and_one_behind_each()
    {
        SmallWorld world = Cut();
        Assert.Equal(["B", "A"], world.Places.InOrder.Select(c => c.Name));
        Assert.Equal([CellPlaces.Window + 0x1000, CellPlaces.Window + 0x1000 + 0x4000],
            world.Places.InOrder.Select(world.Places.BaseOf));
        Assert.Equal([0x2000u, 0x1000u], world.Places.InOrder.Select(c => c.MemoryBytes));
        Assert.Equal(Layout.ImageBase, world.Places.BaseOf(world.Cutter.NanoCore));
    }

    [Fact]
    public void Symbols_and_lines_of_cells_are_at_the_places_where_the_kernel_puts_them()
    {
        SmallWorld world = Cut();
        SymbolFile.Write(world.Image, world.Places, [], _gas.File("symbols.elf"));
        string sections = Read("-S");
        Assert.DoesNotContain("arning", sections);
        Assert.Matches(@"\.text\.A +NOBITS +ffffffff90005000 ", sections);
        Assert.Matches(@"\.text\.B +NOBITS +ffffffff90001000 ", sections);
        Assert.Matches(@"\.rodata\.B +NOBITS +ffffffff90002000 ", sections);
        string symbols = Read("-s");
        Assert.Matches(@"ffffffff90005000 .* A_Main\n", symbols);
        Assert.Matches(@"ffffffff90001000 .* B_Run\n", symbols);
        Assert.Matches(@"ffffffff90002000 +24 OBJECT .* B_Text\n", symbols);
        Assert.Matches($"{world.Image.Layout.NativeStart:x16} .* native\n", symbols);
        Assert.EndsWith("Program.cs:8", Line(0xFFFF_FFFF_9000_5005));
        Assert.EndsWith("Program.cs:21", Line(0xFFFF_FFFF_9000_1007));
    }

    [Fact]
    public void The_map_lists_the_nano_core_first_and_each_section_where_it_will_be()
    {
        SmallWorld world = Cut();
        CellMap.Write(world.Image, world.Cutter, world.Places, _gas.File("map"));
        string[] lines = File.ReadAllLines(_gas.File("map"));
        Assert.Equal(["nano-core", "B", "A"], lines.Skip(1).Take(3).Select(l => l.Split(' ')[0]));
        Assert.Equal(["nano-core", "B", "A"], lines.Where((l, i) => i > 0 && lines[i - 1] == ""));
        Assert.Contains("ffffffff90005000         6  Text      A_Main", lines);
        Assert.Contains("ffffffff90002000        18  ReadOnly  B_Text", lines);
        Assert.Contains(lines, l => l.StartsWith("0000000001000000", StringComparison.Ordinal)
            && l.EndsWith("Boot      theseus_boot32", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.EndsWith("theseus_nano_cell", StringComparison.Ordinal));
    }

    private string Read(string what)
    {
        Tool.Run(_gas.File("readelf.log"), "readelf", "-W", what, _gas.File("symbols.elf"));
        return File.ReadAllText(_gas.File("readelf.log"));
    }

    private string Line(ulong address)
    {
        Tool.Run(_gas.File("addr2line.log"), "addr2line", "-e", _gas.File("symbols.elf"), $"{address:x}");
        return File.ReadAllText(_gas.File("addr2line.log")).Trim();
    }
}
