using System.Runtime.CompilerServices;
using System.Text;
using Theseus.Build.Cells;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

public sealed class FormatTests
{
    [Fact]
    public void Entries_have_the_sizes_that_the_file_has()
    {
        Assert.Equal(
            [256, 20, 8, 12, 8, 2, 8, 12, 20, 8, 16, 8, 40, 40],
            [
                Unsafe.SizeOf<CellHeader>(), Unsafe.SizeOf<CellSegment>(), Unsafe.SizeOf<CellSection>(),
                    Unsafe.SizeOf<CellSymbol>(),
                Unsafe.SizeOf<CellImport>(), Unsafe.SizeOf<CellRelocation>(), Unsafe.SizeOf<WideRelocation>(),
                    Unsafe.SizeOf<CellDependency>(), Unsafe.SizeOf<CellFunction>(),
                Unsafe.SizeOf<CellUnboxTarget>(), Unsafe.SizeOf<CellApp>(), Unsafe.SizeOf<TextRange>(),
                Unsafe.SizeOf<NamesHeader>(), Unsafe.SizeOf<NamesOfCell>(),
            ]);
    }

    [Fact]
    public void Crc_is_the_Castagnoli_one_by_either_way()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        byte[] bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(~Crc32C.Portable(uint.MaxValue, bytes.AsSpan(0, length)), Crc32C.Of(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Names_are_hashed_by_FNV_1a(string name, ulong hash) =>
        Assert.Equal(hash, NameHash.Of(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void A_relocation_and_its_field_keep_what_they_are_made_of()
    {
        CellRelocation relocation = new(4092, CellRelocationType.Relative32, true);
        Assert.Equal((4092, CellRelocationType.Relative32, true, 4),
            (relocation.Offset, relocation.Type, relocation.IsImport, relocation.FieldBytes));
        CellField field = CellField.OfImport(0x12_3456, -4);
        Assert.Equal((0x12_3456u, -4), (field.ImportIndex, field.Addend));
        foreach (CellRelocationType type in Enum.GetValues<CellRelocationType>())
        {
            WideRelocation wide = new(0x1234_5678, type, true, field);
            Assert.Equal((0x1234_5678u, type, true, field.Bits),
                (wide.Place, wide.Type, wide.IsImport, wide.Target.Bits));
        }
    }

    [Theory]
    [InlineData(4092, 8)]
    [InlineData(4095, 4)]
    [InlineData(4089, 8)]
    public void A_field_that_straddles_two_pages_is_written_from_both(uint place, int bytes)
    {
        CellRelocationType type = bytes == 8 ? CellRelocationType.Absolute64 : CellRelocationType.Relative32;
        const ulong at = 0xFFFF_FFFF_8000_0000;
        byte[] memory = new byte[8192];
        WideRelocation relocation = new(place, type, false, new CellField(0x13));
        Assert.True(PageRelocator.TryWritePart(relocation, memory.AsSpan(0, 4096), 0, at, at + 0x13));
        Assert.True(PageRelocator.TryWritePart(relocation, memory.AsSpan(4096), 1, at, at + 0x13));
        ulong actual = bytes == 8 ? BitConverter.ToUInt64(memory, (int)place)
            : at + place + (ulong)BitConverter.ToInt32(memory, (int)place);
        Assert.Equal(at + 0x13, actual);
    }

    [Fact]
    public void A_damaged_file_of_names_has_wrong_names_or_none()
    {
        byte[] cell = new byte[CellHeader.Bytes];
        byte[] good = NamesFile.Make(default, [new CellNaming(default, ["first", "second"], ["section"], [1])],
            withSections: true);
        Assert.Equal("second", Encoding.UTF8.GetString(new CellNames(good, new CellView(cell)).FunctionName(1)));
        Random random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = good[..(random.Next(4) == 0 ? random.Next(good.Length) : good.Length)];
            for (int changes = random.Next(4); changes > 0 && bytes.Length > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            CellNames names = new(bytes, new CellView(cell));
            for (uint index = 0; index < 3; index++)
            {
                Assert.True(names.FunctionName(index).Length + names.SectionName(index).Length <= 2 * good.Length);
            }
        }
    }
}
