using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>Unwind records, and what is left of them where they are cut off.</summary>
public sealed class CfiProgramTests
{
    [Fact]
    public void Numbers_of_every_length_are_read()
    {
        uint[] unsigned = [0, 1, 127, 128, 16383, 16384, 2097151, 2097152, 268435455, 268435456, uint.MaxValue];
        int[] signed = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 1 << 20, int.MaxValue, int.MinValue];
        byte[] plain = [0x12, 0x34, 0x12, 0x78, 0x56, 0x34, 0xF2];
        byte[] bytes = [.. unsigned.SelectMany(Unsigned), .. signed.SelectMany(Signed), .. plain];
        ReadOnlySpan<byte> program = CfiProgram.Open(Record(1, -8, bytes), 0, out uint codeAlign, out int dataAlign);
        int at = 0;
        Assert.Equal((1u, -8), (codeAlign, dataAlign));
        foreach (uint value in unsigned)
        {
            Assert.Equal(value, CfiProgram.Unsigned(program, ref at));
        }

        foreach (int value in signed)
        {
            Assert.Equal(value, CfiProgram.Signed(program, ref at));
        }

        Assert.Equal(0x12u, CfiProgram.Fixed(program, ref at, 1));
        Assert.Equal(0x1234u, CfiProgram.Fixed(program, ref at, 2));
        Assert.Equal(0xF2345678u, CfiProgram.Fixed(program, ref at, 4));
        Assert.Equal(program.Length, at);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void What_is_cut_off_counts_as_zeroes_and_nothing_behind_it_is_read(int bytes)
    {
        byte[] whole = [.. Record(2, -8, [.. Enumerable.Repeat((byte)0xFF, bytes)]), 0x55, 0x55, 0x55, 0x55, 0x55];
        ReadOnlySpan<byte> program = CfiProgram.Open(whole, 0, out _, out _);
        int at = 0;
        Assert.Equal((uint)((1ul << (7 * bytes)) - 1), CfiProgram.Unsigned(program, ref at));
        Assert.Equal(program.Length, at);
        Assert.Equal((0, 0), (CfiProgram.Byte(program, ref at), CfiProgram.Signed(program, ref at)));
        Assert.Equal((0u, 0u), (CfiProgram.Fixed(program, ref at, 4), CfiProgram.Unsigned(program, ref at)));
        Assert.Equal(program.Length, at);
    }

    [Theory]
    [InlineData(3, 0)] // no whole head
    [InlineData(16, 13)] // the head ends behind the records
    [InlineData(16, uint.MaxValue)]
    public void A_record_outside_of_the_records_has_no_instructions(int recordBytes, uint record)
    {
        ReadOnlySpan<byte> program = CfiProgram.Open(Enumerable.Repeat((byte)1, recordBytes).ToArray(), record, out _,
            out _);
        int at = 0;
        Assert.True(program.IsEmpty);
        Assert.Equal(0, CfiProgram.Byte(program, ref at));
    }

    [Fact]
    public void A_record_that_says_more_than_there_is_ends_with_the_records()
    {
        byte[] records = [9, 9, .. Record(1, -8, [1, 2, 3])];
        records[4] = 200;
        ReadOnlySpan<byte> program = CfiProgram.Open(records, 2, out _, out _);
        Assert.Equal([1, 2, 3], program.ToArray());
    }

    private static byte[] Record(byte codeAlign, sbyte dataAlign, byte[] program) =>
        [codeAlign, (byte)dataAlign, (byte)program.Length, (byte)(program.Length >> 8), .. program];

    private static IEnumerable<byte> Unsigned(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }

    private static IEnumerable<byte> Signed(int value)
    {
        for (; value is < -64 or > 63; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)(value & 0x7F);
    }
}
