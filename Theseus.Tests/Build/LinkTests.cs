using System.Buffers.Binary;
using Theseus.Build;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class LinkTests : IDisposable
{
    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private static LinkedImage Link(params LinkInput[] inputs) => SingleImage.Link(inputs);

    private static LinkError Fails(params LinkInput[] inputs) => Assert.Throws<LinkException>(() => Link(inputs)).Error;

    [Fact]
    public void The_same_bytes_come_out_as_from_ld()
    {
        const string source = """
                .section .boot,"ax",@progbits
                .globl theseus_boot32
            theseus_boot32:
                movl $table, %eax
                .quad start
                .text
                .globl start
            start:
                call f
                jmp other
                lea table+8(%rip), %rax
                mov value(%rip), %ecx
                movq $value, %rdx
                movabs $table, %rsi
                ret
                .balign 32
            f:  jmp start
                .data
                .globl value
            value: .quad f, value, table - 16
                .long f - .
                .section .rodata
            table: .quad value + 3
                .long start - .
                .section .boot.data,"aw"
                .long theseus_boot32
                .bss
            zero: .skip 64
            """;
        const string second = ".text\n.globl other\nother: lea value(%rip), %rdi\n ret\n";
        // The table lies in the high half, where an unsigned 32-bit address does not reach.
        string low = source.Replace("movl $table, %eax", "movl $theseus_boot32, %eax", StringComparison.Ordinal);
        (string first, string other) = (_gas.Assemble(low), _gas.Assemble(second));
        LinkedImage image = Link(new LinkInput(ElfObject.Read(first), false),
            new LinkInput(ElfObject.Read(other), false));

        LinkInput input = image.Graph.Inputs[0];
        IEnumerable<string> starts = new[] { ".boot", ".boot.data", ".text", ".rodata", ".data", ".bss" }
            .Select(name => (name, number: Array.IndexOf(input.Object.SectionName, name)))
            .Where(s => input.Live[s.number] || s.name == ".bss")
            .Select(s =>
            $"--section-start={s.name}=0x{(s.name == ".bss" ? image.Layout.Bss.Address : input.Address[s.number]):x}");
        Tool.Run(_gas.File("ld.log"), "ld",
            ["--no-relax", "-e", "theseus_boot32", "-o", _gas.File("reference"), .. starts, first, other]);
        foreach (Segment segment in image.Layout.Segments.Where(s => !s.IsZero))
        {
            foreach (string name in segment.Sections.Select(
                s => image.Graph.Inputs[s.Input].Object.SectionName[s.Section]).Distinct())
            {
                Tool.Run(_gas.File("objcopy.log"), "objcopy", "-O", "binary", "-j", name, _gas.File("reference"),
                    _gas.File("bytes"));
                byte[] expected = File.ReadAllBytes(_gas.File("bytes"));
                SectionRef own = segment.Sections.First(
                    s => image.Graph.Inputs[s.Input].Object.SectionName[s.Section] == name);
                int at = (int)(image.Layout.AddressOf(own) - segment.Address);
                int length = input.Object.SectionSize[own.Section];
                Assert.Equal(expected[..length], segment.Bytes[at..(at + length)]);
            }
        }
    }

    [Fact]
    public void Missing_symbols_are_listed_with_who_wants_them()
    {
        LinkException error = Assert.Throws<LinkException>(() => Link(_gas.Boot("user"), _gas.Native("""
                .text
                .globl user
            user: call nowhere1
                call nowhere2
            """)));
        Assert.Equal(LinkError.MissingSymbols, error.Error);
        Assert.Contains("nowhere1, wanted by user", error.Message);
        Assert.Contains("nowhere2, wanted by user", error.Message);
    }

    [Fact]
    public void What_nothing_refers_to_is_left_out_and_may_want_what_it_likes()
    {
        LinkedImage image = Link(_gas.Boot("used"), _gas.Native("""
                .section .text.used,"ax"
                .globl used
            used: ret
                .section .text.unused,"ax"
            unused: call nowhere
            """));
        LinkInput input = image.Graph.Inputs[1];
        Assert.True(input.Live[Array.IndexOf(input.Object.SectionName, ".text.used")]);
        Assert.False(input.Live[Array.IndexOf(input.Object.SectionName, ".text.unused")]);
    }

    [Fact]
    public void An_undefined_weak_symbol_is_address_zero()
    {
        LinkedImage image = Link(_gas.Boot("value"),
            _gas.Native(".weak maybe\n.data\n.globl value\nvalue: .quad maybe"));
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(image.Layout.Data.Bytes));
    }

    [Fact]
    public void A_strong_definition_beats_a_weak_one_whichever_comes_first()
    {
        string weak = ".text\n.weak f\nf: nop\nret";
        string strong = ".text\n.globl f\nf: ret";
        foreach ((string, string) order in new[] { (weak, strong), (strong, weak) })
        {
            LinkedImage image = Link(_gas.Boot("f"), _gas.Native(order.Item1), _gas.Native(order.Item2));
            Assert.Equal(0xC3, image.Layout.Text.Bytes[image.Layout.NativeStart - image.Layout.Text.Address]);
        }
    }

    [Fact]
    public void Of_a_group_that_two_inputs_bring_the_first_is_taken()
    {
        const string group = ".section .text.f,\"axG\",@progbits,f,comdat\n.globl f\nf: ";
        LinkedImage image = Link(_gas.Boot("f"), _gas.Native(group + "ret"), _gas.Native(group + "nop\nret"));
        Assert.Single(image.Layout.Text.Sections);
        Assert.Equal(0xC3, image.Layout.Text.Bytes[0]);
    }

    [Fact]
    public void Managed_code_reaches_the_faster_form_of_a_function_and_the_form_the_function_itself()
    {
        const string function = "S_P_CoreLib_Internal_Runtime_ThreadStatics__GetThreadStaticBaseForType";
        string form = FasterForms.Of(function)!;
        string source = $"""
                .section .text.user,"ax"
                .globl user
            user: call {function}
                .section .text.function,"ax"
                .globl {function}
            {function}: ret
            """;
        LinkInput world = _gas.Managed(source);
        LinkInput native = _gas.Native($".text\n.globl {form}\n{form}: jmp {function}");
        LinkGraph graph = Link(_gas.Boot("user"), world, native).Graph;
        Assert.Equal(graph.Find(form), world.Definition[Array.IndexOf(world.Object.SymbolName, function)]);
        Assert.Equal(graph.Find(function), native.Definition[Array.IndexOf(native.Object.SymbolName, function)]);
        Assert.Equal(1, graph.Find(function)!.Value.Input);
        Assert.True(world.Live[graph.SectionOf(graph.Find(function)!.Value)!.Value.Section]);

        // Where no input has the form, the function is what it was.
        world = _gas.Managed(source);
        graph = Link(_gas.Boot("user"), world).Graph;
        Assert.Equal(graph.Find(function), world.Definition[Array.IndexOf(world.Object.SymbolName, function)]);
    }

    [Fact]
    public void Position_independent_references_go_through_a_table()
    {
        LinkedImage image = Link(_gas.Boot("f"),
            _gas.Native(
                ".text\n.globl f\nf: mov value@GOTPCREL(%rip), %rax\nret\n.data\n.globl value\nvalue: .quad 1"));
        Table table = image.Layout.Tables.Single(t => t.Symbol == "theseus_got");
        Assert.Equal(image.Layout.Data.Address, BinaryPrimitives.ReadUInt64LittleEndian(table.Bytes));
        int relative = BinaryPrimitives.ReadInt32LittleEndian(image.Layout.Text.Bytes.AsSpan(3));
        Assert.Equal(table.Address, image.Layout.Text.Address + 7 + (ulong)relative);
    }

    [Fact]
    public void A_value_that_does_not_fit_names_place_symbol_and_limits()
    {
        LinkException error = Assert.Throws<LinkException>(
            () => Link(_gas.Boot("f"), _gas.Native(".text\n.globl f\nf: movl $f, %eax")));
        Assert.Equal(LinkError.RelocationOutOfRange, error.Error);
        Assert.Contains("Absolute32 at f+0x1", error.Message);
        Assert.Contains("4294967295", error.Message);
    }

    [Fact]
    public void Other_bad_inputs_have_their_own_errors()
    {
        Assert.Equal(LinkError.UnknownRelocation, Fails(_gas.Boot("f"), _gas.Native(".text\n.globl f\nf: .word f")));
        Assert.Equal(LinkError.DuplicateSymbol,
            Fails(_gas.Boot("f"), _gas.Native(".text\n.globl f\nf: ret"), _gas.Native(".text\n.globl f\nf: ret")));
        Assert.Equal(LinkError.NoRootSymbol, Fails(_gas.Native(".text\nret")));
        Assert.Equal(LinkError.ThreadLocalSection,
            Fails(_gas.Boot("v"), _gas.Native(".section .tdata,\"awT\"\n.globl v\nv: .quad 1")));
        Assert.Equal(LinkError.ImageTooLarge,
            Fails(_gas.Boot("v"), _gas.Native(".bss\n.globl v\nv: .skip 0x7f000000")));
    }

    [Fact]
    public void Segments_are_whole_pages_in_order_and_above_the_boot_code()
    {
        LinkedImage image = Link(_gas.Boot("f", "d"),
            _gas.Native(
                ".text\n.globl f\nf: ret\n.data\n.globl d\nd: .quad z, r\n.bss\nz: .skip 5000\n.section .rodata\nr: "
                    + ".byte 1"));
        ulong physical = Layout.PhysicalBase;
        foreach (Segment segment in image.Layout.Segments)
        {
            Assert.Equal(physical, segment.PhysicalAddress);
            Assert.Equal(0UL, segment.Size % Layout.PageBytes);
            Assert.Equal(segment.Kind <= SegmentKind.BootBss ? physical : physical + Layout.HighHalf, segment.Address);
            physical += segment.Size;
        }

        Assert.Equal(8192UL, image.Layout.Bss.Size);
        Assert.Equal(Layout.PhysicalBase, image.Entry);
    }

    [Fact]
    public void Written_images_are_what_readelf_expects()
    {
        LinkedImage image = Link(_gas.Boot("f"), _gas.Native(".text\n.globl f\n.type f,@function\nf: ret\n.size f, 1"));
        SymbolFile.Write(image, new ImagePlaces(image), [], _gas.File("image.elf"));
        ImageWriter.WriteBare(image, _gas.File("image.bare"));
        Tool.Run(_gas.File("readelf.log"), "readelf", "-W", "-h", "-l", "-S", "-s", _gas.File("image.elf"));
        string text = File.ReadAllText(_gas.File("readelf.log"));
        Assert.DoesNotContain("arning", text);
        Assert.Contains("0x1000000", text);
        Assert.Contains($"{image.Layout.Text.Address:x16}", text);
        Tool.Run(_gas.File("addr2line.log"), "addr2line", "-f", "-e", _gas.File("image.elf"),
            $"{image.Layout.NativeStart:x}");
        Assert.StartsWith("f", File.ReadAllText(_gas.File("addr2line.log")));
        Tool.Run(_gas.File("readelf.log"), "readelf", "-W", "-h", "-l", _gas.File("image.bare"));
        Assert.DoesNotContain("arning", File.ReadAllText(_gas.File("readelf.log")));
    }

    [Fact]
    public void Line_numbers_reach_the_image_with_symbols()
    {
        LinkedImage image = Link(_gas.Boot("f"), _gas.Native("""
                .file 1 "sample.s"
                .text
                .globl f
            f:  .loc 1 42
                nop
                .loc 1 43
                ret
            """));
        SymbolFile.Write(image, new ImagePlaces(image), [], _gas.File("image.elf"));
        Tool.Run(_gas.File("addr2line.log"), "addr2line", "-e", _gas.File("image.elf"),
            $"{image.Layout.NativeStart + 1:x}");
        Assert.EndsWith("sample.s:43", File.ReadAllText(_gas.File("addr2line.log")).Trim());
    }
}
