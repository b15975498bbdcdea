using System.Runtime.InteropServices;
using Theseus.Build.Cells;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

[Collection(nameof(CutWorldCollection))]
public sealed class BadCellTests(CutWorld world)
{
    private const string Small = "Hello";
    private const int Mutations = 100_000;

    private delegate void Change(ref CellHeader header, byte[] bytes);

    /// <summary>A small real cell, changed, with CRCs that fit the change.</summary>
    private byte[] Spoilt(Change change)
    {
        byte[] bytes = world.FileOf(Small).ToArray();
        change(ref MemoryMarshal.AsRef<CellHeader>(bytes.AsSpan()), bytes);
        CellFuzzer.Mend(bytes);
        return bytes;
    }

    private CellFault Fault(byte[] bytes)
    {
        Assert.False(CellValidator.Check(bytes, world.Cutter.World, out CellFault fault));
        return fault;
    }

    private static ref T Entry<T>(byte[] bytes, TableRange range, int index)
        where T : unmanaged => ref MemoryMarshal.Cast<byte, T>(bytes.AsSpan((int)range.Offset))[index];

    [Fact]
    public void A_file_cut_short_anywhere_is_truncated()
    {
        byte[] bytes = world.FileOf(Small);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(CellValidator.CheckHeader(bytes.AsSpan(0, length), world.Cutter.World, out CellFault fault));
            Assert.Equal(CellError.Truncated, fault.Error);
        }
    }

    [Fact]
    public void No_bit_of_the_header_can_flip_unseen()
    {
        byte[] bytes = world.FileOf(Small).ToArray();
        for (int bit = 0; bit < CellHeader.Bytes * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(CellError.None, Fault(bytes).Error);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_hundred_thousand_spoilt_files_end_with_a_named_error_or_work()
    {
        CellFuzzer fuzzer = new(world.FileOf(Small), seed: 1);
        for (int i = 0; i < Mutations; i++)
        {
            fuzzer.Step(i);
        }

        Assert.Equal(Mutations, fuzzer.Outcomes.Values.Sum());
        Assert.True(fuzzer.Outcomes.Count > 15, $"{fuzzer.Outcomes.Count} different outcomes");
    }

    [Fact]
    public void Foreign_files_are_told_from_each_other()
    {
        byte[] bytes = world.FileOf(Small);
        Assert.False(CellValidator.Check(bytes, new Hash128(1, 2), out CellFault other));
        Assert.Equal(CellError.OtherWorld, other.Error);
        Assert.Equal(CellError.BadMagic, Fault(Spoilt((ref CellHeader h, byte[] _) => h.Magic++)).Error);
        CellFault version = Fault(Spoilt((ref CellHeader h, byte[] _) => h.FormatVersion = 7));
        Assert.Equal((CellError.WrongVersion, 7UL, 4UL), (version.Error, version.Value, version.Limit));
    }

    [Fact]
    public void A_flipped_bit_in_a_table_or_a_page_is_a_bad_hash()
    {
        byte[] bytes = world.FileOf(Small).ToArray();
        bytes[(int)new CellView(bytes).Header.Symbols.Offset] ^= 1;
        Assert.Equal(CellError.BadHash, Fault(bytes).Error);
        bytes = world.FileOf(Small).ToArray();
        bytes[(int)new CellView(bytes).Segments[0].FileOffset] ^= 1;
        Assert.True(CellValidator.Check(bytes, world.Cutter.World, out _));
        Assert.Equal(CellError.BadHash, CellLoader.Load(new CellView(bytes), 0, new byte[4096], 0, [], out _));
    }

    [Fact]
    public void Sections_that_overlap_name_the_section()
    {
        CellFault fault = Fault(Spoilt((ref CellHeader h, byte[] b) =>
            Entry<CellSection>(b, h.Sections, 3) = new CellSection(Entry<CellSection>(b, h.Sections, 2).Offset + 8, 8,
            3)));
        Assert.Equal((CellError.OverlappingSections, CellPart.Sections, 3u), (fault.Error, fault.Part, fault.Index));
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, uint.MaxValue)]
    [InlineData(uint.MaxValue, 1u)]
    [InlineData(1u, 1u)] // before the one in front of it
    public void A_stretch_without_kills_that_is_none_is_named(uint start, uint length)
    {
        byte[] bytes = world.FileOf("Conformance").ToArray();
        CellHeader header = new CellView(bytes).Header;
        CellKillGap second = Entry<CellKillGap>(bytes, header.KillGaps, 1);
        Entry<CellKillGap>(bytes, header.KillGaps, 1) =
            new CellKillGap(start == 0 ? second.Start : start, length);
        CellFuzzer.Mend(bytes);
        CellFault fault = Fault(bytes);
        Assert.Equal((CellError.BadKillGap, CellPart.KillGaps, 1u), (fault.Error, fault.Part, fault.Index));
    }

    [Fact]
    public void A_million_sections_are_too_many_before_any_is_read()
    {
        CellFault fault = Fault(
            Spoilt((ref CellHeader h, byte[] _) => h.Sections = new TableRange(h.Sections.Offset, 1_000_000)));
        Assert.Equal((CellError.TooManySections, 1_000_000UL), (fault.Error, fault.Value));
        fault = Fault(Spoilt((ref CellHeader h, byte[] _) => h.Symbols = new TableRange(h.Symbols.Offset, 1_000_000)));
        Assert.Equal((CellError.TableOutOfBounds, CellPart.Symbols), (fault.Error, fault.Part));
    }

    [Theory]
    [InlineData(4089, CellRelocationType.Absolute64)]
    [InlineData(4093, CellRelocationType.Relative32)]
    [InlineData(0, (CellRelocationType)0)]
    [InlineData(0, (CellRelocationType)5)]
    public void A_relocation_out_of_range_is_named(int offset, CellRelocationType type)
    {
        CellFault fault = Fault(Spoilt((ref CellHeader h, byte[] b) =>
            Entry<CellRelocation>(b, h.Relocations, 0) = new CellRelocation(offset, type, false)));
        Assert.Equal((CellError.RelocationOutOfRange, CellPart.Relocations, 0u),
            (fault.Error, fault.Part, fault.Index));
    }

    [Theory]
    [InlineData(0u, 0x1FFF_FFFCu, 0u)]
    [InlineData(0u, 0u, 0x7FFF_FFFFu)]
    public void So_is_a_wide_one(uint index, uint place, uint target)
    {
        byte[] bytes = world.FileOf(Cell.NanoCore).ToArray();
        ref CellHeader header = ref MemoryMarshal.AsRef<CellHeader>(bytes.AsSpan());
        ref WideRelocation entry = ref Entry<WideRelocation>(bytes, header.WideRelocations, (int)index);
        entry = new WideRelocation(place == 0 ? entry.Place : place, entry.Type, true, new CellField(target));
        CellFuzzer.Mend(bytes);
        CellFault fault = Fault(bytes);
        Assert.Equal((CellError.RelocationOutOfRange, CellPart.WideRelocations, index),
            (fault.Error, fault.Part, fault.Index));
    }

    [Theory]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, CellField.ImportLimit - 1)]
    public void A_field_that_leads_nowhere_is_found_when_its_page_is_loaded(bool isImport, uint field)
    {
        byte[] bytes = Spoilt((ref CellHeader h, byte[] b) =>
        {
            int at = Entry<CellRelocation>(b, h.Relocations, 0).Offset;
            Entry<CellRelocation>(b, h.Relocations, 0) = new CellRelocation(at, CellRelocationType.Relative32,
                isImport);
            (int page, int start) = (0, (int)new CellView(b).Segments[0].FileOffset);
            while (Entry<uint>(b, h.PageRelocations, page + 1) == 0)
            {
                page++;
            }

            Span<byte> image = b.AsSpan(start + (page * CellHeader.PageBytes), CellHeader.PageBytes);
            BitConverter.TryWriteBytes(image[at..], field);
            Entry<uint>(b, h.PageCrcs, page) = Crc32C.Of(image);
        });
        Assert.True(CellValidator.Check(bytes, world.Cutter.World, out _));
        CellView cell = new(bytes);
        ulong[] imports = new ulong[cell.Imports.Length];
        Assert.Equal(CellError.RelocationOutOfRange,
            CellLoader.Load(cell, 0, new byte[4096], 0xFFFF_FFFF_9000_0000, imports, out uint failed));
        Assert.Equal(0u, failed);
    }

    [Fact]
    public void A_symbol_that_no_cell_has_leaves_the_import_unbound()
    {
        byte[] bytes = Spoilt((ref CellHeader h, byte[] b) =>
            Entry<CellImport>(b, h.Imports, 0) = new CellImport(1));
        Assert.True(CellValidator.Check(bytes, world.Cutter.World, out _));
        CellView cell = new(bytes);
        Assert.Equal(-1, new CellView(world.FileOf(Cell.NanoCore)).FindSymbol(cell.Imports[0].Symbol));
        Assert.Equal(CellError.ImportUnbound,
            CellLoader.Load(cell, 0, new byte[4096], 0xFFFF_FFFF_9000_0000, new ulong[cell.Imports.Length], out _));
    }

    [Fact]
    public void Cells_that_lie_too_far_apart_do_not_link()
    {
        CellView cell = new(world.FileOf(Small));
        ulong[] imports = new ulong[cell.Imports.Length];
        Array.Fill(imports, 0x1000UL);
        Assert.Equal(CellError.ValueOutOfRange,
            CellLoader.Load(cell, 0, new byte[4096], 0xFFFF_8000_0000_0000, imports, out _));
    }
}
