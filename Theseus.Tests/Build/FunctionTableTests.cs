using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>The tables by which the kernel unwinds, names and starts the code of a cell.</summary>
public sealed class FunctionTableTests : IDisposable
{
    // A method with a filter, its handler and a finally; one without funclets; what ILC would emit for them.
    private const string World = """
            .section __managedcode,"axG",@progbits,Cell_A,comdat
            .globl Cell_A
        Cell_A: .cfi_startproc
            .cfi_lsda 0x1b, _lsda0Cell_A
            push %rbp
            .cfi_def_cfa_offset 16
            .fill 15, 1, 0x90
            .cfi_endproc
            .cfi_startproc
            .cfi_lsda 0x1b, _lsda1Cell_A
            .fill 16, 1, 0x90
            .cfi_endproc
            .cfi_startproc
            .cfi_lsda 0x1b, _lsda2Cell_A
            .fill 8, 1, 0x90
            .cfi_endproc
            .section __managedcode,"axG",@progbits,Cell_B,comdat
            .globl Cell_B, exported
        exported:
        Cell_B: .cfi_startproc
            .cfi_lsda 0x1b, _lsda0Cell_B
            jmp Cell_A
            .cfi_endproc
            .section .dotnet_eh_table,"a"
            .globl _lsda0Cell_A, _lsda1Cell_A, _lsda2Cell_A, _lsda0Cell_B
        _lsda0Cell_A:
        _lsda1Cell_A:
        _lsda2Cell_A:
        _lsda0Cell_B:
            .section .data,"awG",@progbits,__ehinfo_Cell_A,comdat
            .globl __ehinfo_Cell_A
        __ehinfo_Cell_A: .byte 1<<1, 2<<1, 4*4+2<<1, 32<<1, 16<<1
            .section .data,"awG",@progbits,_associatedData_Cell_B,comdat
            .globl _associatedData_Cell_B
        _associatedData_Cell_B: .byte 1
            .long Cell_A - .
        """;

    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    private SmallWorld Cut(string world = World) => new(
        [
            _gas.Boot("exported", "native"), _gas.Managed(world),
            _gas.Native(
                ".text\n.globl native, theseus_panic\nnative: .cfi_startproc\nret\n.cfi_endproc\ntheseus_panic: hlt"),
        ],
        new AppEntry("cell", "Cell", "Cell_B", true, true));

    private static byte[] FileOf(SmallWorld world) => world.Cutter.FileOf(world.Named("Cell"));

    [Fact]
    public void Entries_are_sorted_and_tell_roots_filters_and_handlers()
    {
        SmallWorld world = Cut();
        uint clauses = world.OffsetOf("__ehinfo_Cell_A");
        Assert.Equal(
            [
                (0u, 16u, clauses, 0u, CellFunctionKind.Root), (16u, 16u, 0u, 0u, CellFunctionKind.Filter),
                (32u, 8u, 0u, 0u, CellFunctionKind.Handler), (48u, 5u, 0u, 3u, CellFunctionKind.Root),
            ],
            new CellView(FileOf(world)).Functions.ToArray()
                .Select(f => (f.Start, f.Length, f.Clauses, f.Root, f.Kind)));
    }

    [Fact]
    public void Assembler_code_of_the_nano_core_has_entries_too()
    {
        SmallWorld world = Cut();
        CellFunction native = Assert.Single(new CellView(NanoLinker.CellOf(world.Image)).Functions.ToArray());
        Assert.Equal((world.Image.Layout.OffsetOf(world.Image.Layout.NativeStart), CellFunctionKind.Native),
            (native.Start, native.Kind));
        Assert.Equal(["native"], world.Cutter.FunctionNamesOf(world.Cutter.NanoCore));
    }

    [Fact]
    public void Unwind_records_join_both_instruction_lists_and_are_shared()
    {
        CellView cell = new(FileOf(Cut()));
        Assert.Equal(cell.Functions[1].Cfi, cell.Functions[2].Cfi);
        Assert.Equal([1, 0xF8, 8, 0, 0x0C, 7, 8, 0x90, 1, 0x41, 0x0E, 0x10],
            cell.Cfi.Slice((int)cell.Functions[0].Cfi, 12).ToArray());
    }

    [Fact]
    public void Names_are_readable_and_shared_by_funclets()
    {
        SmallWorld world = Cut();
        Assert.Equal(["Cell.A", "Cell.A", "Cell.A", "Cell.B"], world.Cutter.FunctionNamesOf(world.Named("Cell")));
        Span<byte> file = FunctionNames.File(["Cell.A", "Cell.A", "Cell.B"]).AsSpan();
        Assert.Equal(FunctionNames.Magic, BinaryPrimitives.ReadUInt64LittleEndian(file));
        Assert.Equal((3u, 14u),
            (BinaryPrimitives.ReadUInt32LittleEndian(file[8..]), BinaryPrimitives.ReadUInt32LittleEndian(file[12..])));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0], file.Slice(16, 12).ToArray());
        Assert.Equal("Cell.A\0Cell.B\0", Encoding.UTF8.GetString(file[28..]));
    }

    [Fact]
    public void Debuggers_get_a_frame_description_of_every_function()
    {
        const ulong at = 0xFFFF_FFFF_9000_1000;
        CellView cell = new(FileOf(Cut()));
        CellFunction[] functions = cell.Functions.ToArray();
        byte[] entries = System.Runtime.InteropServices.MemoryMarshal.AsBytes(cell.Functions).ToArray();
        byte[] frames = DebugFrames.Make(
            [new UnwindTable(at, entries, cell.Cfi.ToArray()),
                new UnwindTable(at + 4096, entries, cell.Cfi.ToArray())]);
        List<(ulong Start, ulong Length)> found = [];
        for (int i = 0; i < frames.Length; i += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(frames.AsSpan(i)))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(frames.AsSpan(i + 4)) != uint.MaxValue)
            {
                found.Add(
                    (BinaryPrimitives.ReadUInt64LittleEndian(frames.AsSpan(i + 8)),
                        BinaryPrimitives.ReadUInt64LittleEndian(frames.AsSpan(i + 16))));
            }
        }

        Assert.Equal(
            [.. functions.Select(f => (at + f.Start, (ulong)f.Length)),
                .. functions.Select(f => (at + 4096 + f.Start, (ulong)f.Length))], found);
    }

    [Fact]
    public void Stubs_know_the_method_that_they_unbox_for()
    {
        SmallWorld world = Cut();
        CellUnboxTarget pair = Assert.Single(new CellView(FileOf(world)).UnboxTargets.ToArray());
        Assert.Equal((world.OffsetOf("Cell_B"), world.OffsetOf("Cell_A")), (pair.Stub, pair.Target));
    }

    [Fact]
    public void The_header_of_the_image_says_where_everything_is()
    {
        LinkedImage image = Cut().Image;
        ImageHeader header = MemoryMarshal.Read<ImageHeader>(
            image.Layout.Tables.Single(t => t.Symbol == ImageHeader.Symbol).Bytes);
        Assert.Equal((ImageHeader.ExpectedMagic, Layout.ImageBase), (header.Magic, header.ImageBase));
        Table cell = image.Layout.Tables.Single(t => t.Bytes == NanoLinker.CellOf(image));
        Assert.Equal((cell.Address, (ulong)cell.Bytes.Length), (header.NanoCell, header.NanoCellBytes));
        Assert.Equal((cell.Address + new CellView(cell.Bytes).Header.Functions.Offset, 1UL),
            (header.Functions, header.FunctionCount));
        Assert.Equal((image.Layout.NativeStart, image.Layout.NativeEnd),
            (header.NativeTextStart, header.NativeTextEnd));
        Assert.Equal((image.Layout.Text.Address, image.Layout.ManagedEnd),
            (header.ManagedTextStart, header.ManagedTextEnd));
    }

    [Fact]
    public void Apps_have_name_entry_and_flags()
    {
        SmallWorld world = Cut();
        CellView cell = new(FileOf(world));
        CellApp app = Assert.Single(cell.App.ToArray());
        Assert.Equal("cell", Encoding.UTF8.GetString(cell.Text(app.Name)));
        Assert.Equal((world.OffsetOf("Cell_B"), CellApp.TakesArguments | CellApp.ReturnsStatus),
            (app.Entry, app.Flags));
    }

    [Fact]
    public void Clauses_that_do_not_parse_and_funclets_without_clauses_fail()
    {
        LinkException torn = Assert.Throws<LinkException>(
            () => FileOf(Cut(World.Replace(", 16<<1", "", StringComparison.Ordinal))));
        Assert.Equal(LinkError.BadClauses, torn.Error);
        LinkException none = Assert.Throws<LinkException>(
            () => FileOf(Cut(World.Replace("__ehinfo_Cell_A", "__other_Cell_A", StringComparison.Ordinal))));
        Assert.Equal(LinkError.BadClauses, none.Error);
        LinkException rootless = Assert.Throws<LinkException>(
            () => FileOf(Cut(World.Replace("_lsda0Cell_A", "_lsda7Cell_A", StringComparison.Ordinal))));
        Assert.Equal(LinkError.BadUnwind, rootless.Error);
    }
}
