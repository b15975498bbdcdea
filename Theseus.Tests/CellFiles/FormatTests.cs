using System.Runtime.CompilerServices;
using System.Text;
using Theseus.CellLinker.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

public sealed class FormatTests
{
    [Fact]
    public void Entries_have_the_sizes_that_the_file_has()
    {
        Assert.Equal(
            [256, 20, 16, 20, 24, 8, 20, 8, 16, 8],
            [
                Unsafe.SizeOf<CellHeader>(), Unsafe.SizeOf<CellSegment>(), Unsafe.SizeOf<CellSection>(), Unsafe.SizeOf<CellSymbol>(),
                Unsafe.SizeOf<CellImport>(), Unsafe.SizeOf<CellRelocation>(), Unsafe.SizeOf<CellFunction>(),
                Unsafe.SizeOf<CellUnboxTarget>(), Unsafe.SizeOf<CellApp>(), Unsafe.SizeOf<TextRange>(),
            ]);
    }

    [Fact]
    public void Crc_is_the_Castagnoli_one_by_either_way()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        var bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(~Crc32C.Portable(uint.MaxValue, bytes.AsSpan(0, length)), Crc32C.Of(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("", 0x6c62272e07bb0142, 0x62b821756295c58d)]
    [InlineData("a", 0xd228cb696f1a8caf, 0x78912b704e4a8964)]
    [InlineData("foobar", 0x343e1662793c64bf, 0x6f0d3597ba446f18)]
    public void Names_are_hashed_by_FNV_1a(string name, ulong high, ulong low)
    {
        var hash = NameHash.Of(Encoding.UTF8.GetBytes(name));
        Assert.Equal((high, low), (hash.High, hash.Low));
    }

    [Theory]
    [InlineData(4092, 8, -4)]
    [InlineData(4095, 4, -1)]
    [InlineData(4089, 8, -7)]
    public void A_field_that_straddles_two_pages_is_written_from_both(short first, int bytes, short second)
    {
        var type = bytes == 8 ? CellRelocationType.Absolute64 : CellRelocationType.Relative32;
        const ulong at = 0xFFFF_FFFF_8000_0000;
        var memory = new byte[8192];
        PageRelocator.Apply([new CellRelocation(first, type, 3, 0x10)], memory.AsSpan(0, 4096), at, at, [], out _);
        PageRelocator.Apply([new CellRelocation((short)(first - 4096), type, 3, 0x10)], memory.AsSpan(4096), at + 4096, at, [], out _);
        Assert.Equal(second, first - 4096);
        var actual = bytes == 8 ? BitConverter.ToUInt64(memory, first) : at + (ulong)first + (ulong)BitConverter.ToInt32(memory, first);
        Assert.Equal(at + 0x13, actual);
    }
}
