using System.Buffers.Binary;
using System.Text;
using Theseus.Build.Linking;
using Xunit;

namespace Theseus.Tests.Build;

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

    private LinkedImage Link(string world = World) => Linker.Run(new LinkRequest
    {
        Inputs = [_gas.Boot("exported", "native"), _gas.Managed(world), _gas.Native(".text\n.globl native\nnative: .cfi_startproc\nret\n.cfi_endproc")],
        Apps = [new AppEntry("cell", "Cell", "Cell_B", true, true)],
        ReadableName = name => name.Replace('_', '.'),
    });

    private static Table Named(LinkedImage image, string name) => image.Layout.Tables.Single(t => t.Symbol == name);

    private static uint Get32(Table table, int at) => BinaryPrimitives.ReadUInt32LittleEndian(table.Bytes.AsSpan(at));

    private static ulong Get64(Table table, int at) => BinaryPrimitives.ReadUInt64LittleEndian(table.Bytes.AsSpan(at));

    [Fact]
    public void Entries_are_sorted_and_tell_roots_filters_handlers_and_native_code()
    {
        var image = Link();
        var functions = Named(image, "theseus_functions");
        Assert.Equal(5 * FunctionTable.EntryBytes, functions.Bytes.Length);
        var entries = Enumerable.Range(0, 5).Select(i => (
            Start: Get32(functions, i * 20), Length: Get32(functions, i * 20 + 4), Clauses: Get32(functions, i * 20 + 12),
            Root: Get32(functions, i * 20 + 16) & 0x3FFFFFFF, Kind: Get32(functions, i * 20 + 16) >> 30)).ToArray();
        var start = entries[0].Start;
        var offset = image.Layout.OffsetOf(image.Layout.AddressOf(image.Graph.Require("__ehinfo_Cell_A", "")));
        Assert.Equal((start, 16u, offset, 0u, 0u), entries[0]);
        Assert.Equal((start + 16, 16u, 0u, 0u, 2u), entries[1]);
        Assert.Equal((start + 32, 8u, 0u, 0u, 1u), entries[2]);
        Assert.Equal((start + 48, 5u, 0u, 3u, 0u), entries[3]);
        Assert.Equal((4u, 3u), (entries[4].Root, entries[4].Kind));
        Assert.Equal(image.Layout.OffsetOf(image.Layout.NativeStart), entries[4].Start);
    }

    [Fact]
    public void Unwind_records_join_both_instruction_lists_and_are_shared()
    {
        var image = Link();
        var (functions, cfi) = (Named(image, "theseus_functions"), Named(image, "theseus_cfi"));
        Assert.Equal(Get32(functions, 28), Get32(functions, 48));
        var at = (int)Get32(functions, 8);
        Assert.Equal([1, 0xF8, 8, 0, 0x0C, 7, 8, 0x90, 1, 0x41, 0x0E, 0x10], cfi.Bytes[at..(at + 12)]);
    }

    [Fact]
    public void Names_are_readable_and_shared_by_funclets()
    {
        var image = Link();
        var file = image.NameFile.AsSpan();
        Assert.Equal(FunctionTable.NameFileMagic, BinaryPrimitives.ReadUInt64LittleEndian(file));
        Assert.Equal(5u, BinaryPrimitives.ReadUInt32LittleEndian(file[8..]));
        var text = file[(16 + 5 * 4)..].ToArray();
        Assert.Equal((uint)text.Length, BinaryPrimitives.ReadUInt32LittleEndian(file[12..]));
        var index = file.Slice(16, 5 * 4).ToArray();
        string Name(int i) => Encoding.UTF8.GetString(text.AsSpan((int)BinaryPrimitives.ReadUInt32LittleEndian(index.AsSpan(i * 4)))).Split('\0')[0];
        Assert.Equal(["Cell.A", "Cell.A", "Cell.A", "Cell.B", "native"], Enumerable.Range(0, 5).Select(Name));
    }

    [Fact]
    public void Debuggers_get_a_frame_description_of_every_function()
    {
        var image = Link();
        var functions = Named(image, "theseus_functions");
        var frames = DebugFrames.Make(image);
        List<(ulong Start, ulong Length)> found = [];
        for (var at = 0; at < frames.Length; at += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(frames.AsSpan(at)))
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(frames.AsSpan(at + 4)) != uint.MaxValue)
                found.Add((BinaryPrimitives.ReadUInt64LittleEndian(frames.AsSpan(at + 8)), BinaryPrimitives.ReadUInt64LittleEndian(frames.AsSpan(at + 16))));
        }
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => (Layout.ImageBase + Get32(functions, i * 20), (ulong)Get32(functions, i * 20 + 4))), found);
    }

    [Fact]
    public void Stubs_know_the_method_that_they_unbox_for()
    {
        var image = Link();
        var table = Named(image, "theseus_unbox_targets");
        Assert.Equal(
            [image.Layout.OffsetOf(image.Layout.AddressOf(image.Graph.Require("Cell_B", ""))), image.Layout.OffsetOf(image.Layout.AddressOf(image.Graph.Require("Cell_A", "")))],
            [Get32(table, 0), Get32(table, 4)]);
    }

    [Fact]
    public void The_header_says_where_everything_is()
    {
        var image = Link();
        var header = Named(image, ImageHeader.Symbol);
        Assert.Equal(ImageHeader.Magic, Get64(header, 0));
        Assert.Equal(Layout.ImageBase, Get64(header, 8));
        Assert.Equal(Named(image, "theseus_functions").Address, Get64(header, 88));
        Assert.Equal(5UL, Get64(header, 96));
        Assert.Equal(1UL, Get64(header, 152));
        Assert.Equal(image.Layout.NativeStart, Get64(header, 192));
        Assert.Equal(image.Layout.Text.Address, Get64(header, 208));
        Assert.Equal(image.Layout.ManagedEnd, Get64(header, 216));
    }

    [Fact]
    public void Apps_have_name_entry_and_flags()
    {
        var image = Link();
        var apps = Named(image, "theseus_apps");
        string Text(ulong address) => Encoding.UTF8.GetString(apps.Bytes.AsSpan((int)(address - apps.Address))).Split('\0')[0];
        Assert.Equal(("cell", "Cell", 3u), (Text(Get64(apps, 0)), Text(Get64(apps, 24)), Get32(apps, 16)));
        Assert.Equal(image.Layout.AddressOf(image.Graph.Require("Cell_B", "")), Get64(apps, 8));
    }

    [Fact]
    public void Clauses_that_do_not_parse_and_funclets_without_clauses_fail()
    {
        var torn = Assert.Throws<LinkException>(() => Link(World.Replace(", 16<<1", "", StringComparison.Ordinal)));
        Assert.Equal(LinkError.BadClauses, torn.Error);
        var none = Assert.Throws<LinkException>(() => Link(World.Replace("__ehinfo_Cell_A", "__other_Cell_A", StringComparison.Ordinal)));
        Assert.Equal(LinkError.BadClauses, none.Error);
        var rootless = Assert.Throws<LinkException>(() => Link(World.Replace("_lsda0Cell_A", "_lsda7Cell_A", StringComparison.Ordinal)));
        Assert.Equal(LinkError.BadUnwind, rootless.Error);
    }
}
