using Theseus.Build.Reflection;
using Xunit;

namespace Theseus.Tests.Build.Reflection;

public sealed class NativeTableTests
{
    public static TheoryData<int> Numbers =>
        [0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 1 << 19, (1 << 20) - 1, 1 << 20,
        -(1 << 20) - 1, (1 << 27) - 1, 1 << 27, -(1 << 27), -(1 << 27) - 1, int.MaxValue, int.MinValue];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_read_as_it_was_written(int value)
    {
        List<byte> bytes = [0xAA];
        NativeNumbers.WriteSigned(bytes, value);
        int at = 1;
        Assert.Equal(value, NativeNumbers.ReadSigned(bytes.ToArray(), ref at));
        Assert.Equal(bytes.Count, at);
    }

    [Theory]
    [InlineData(new byte[] { 0xFE }, 127)]
    [InlineData(new byte[] { 0x01, 0x02 }, 128)]
    [InlineData(new byte[] { 0xFD, 0xFF }, 16383)]
    [InlineData(new byte[] { 0x03, 0x00, 0x02 }, 16384)]
    [InlineData(new byte[] { 0x07, 0x00, 0x00, 0x02 }, 2097152)]
    [InlineData(new byte[] { 0x0F, 0x78, 0x56, 0x34, 0x12 }, 0x12345678)]
    public void Unsigned_numbers_take_as_many_bytes_as_their_first_says(byte[] bytes, uint value)
    {
        int at = 0;
        Assert.Equal(value, NativeNumbers.ReadUnsigned(bytes, ref at));
        Assert.Equal(bytes.Length, at);
    }

    [Fact]
    public void A_byte_that_begins_no_number_is_refused()
    {
        int at = 0;
        Assert.Throws<BadImageFormatException>(() => NativeNumbers.ReadUnsigned([0x1F, 0, 0, 0, 0], ref at));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Entries_that_are_taken_out_are_gone_and_the_others_are_found_as_before(int width)
    {
        (byte[] table, List<int> places) = Table(width, [[1, 2, 2], [], [0, 7], [5, 5, 5, 9]]);
        Assert.Equal(places, NativeHashTable.Entries(table));
        Assert.Equal(4, NativeHashTable.Keep(table, place => places.IndexOf(place) % 2 == 0));
        Assert.Equal(places.Where((_, i) => i % 2 == 0), NativeHashTable.Entries(table));
        Assert.Equal(5, NativeHashTable.Keep(table, _ => false));
        Assert.Empty(NativeHashTable.Entries(table));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Entries_that_are_hidden_are_in_the_next_bucket_in_order(int width)
    {
        (byte[] table, List<int> places) = Table(width, [[1, 2, 2], [], [0, 7], [5, 5, 5, 9]]);
        Assert.Equal(3,
            NativeHashTable.Hide(table, place => place != places[0] && place != places[4] && place != places[8]));
        Assert.Equal(
            [places[1], places[2], places[8], places[0], places[3], places[5], places[6], places[7], places[4]],
                NativeHashTable.Entries(table));
    }

    [Fact]
    public void In_a_table_of_one_bucket_nothing_can_be_hidden_and_is_taken_out()
    {
        (byte[] table, List<int> places) = Table(0, [[1, 2, 3]]);
        Assert.Equal(1, NativeHashTable.Hide(table, place => place != places[1]));
        Assert.Equal([places[0], places[2]], NativeHashTable.Entries(table));
    }

    /// <summary>
    /// A table whose entries' contents are one byte each, far enough behind the buckets for numbers of two bytes.
    /// </summary>
    private static (byte[] Table, List<int> Places) Table(int width, byte[][] buckets)
    {
        const int gap = 70;
        (int bytes, int wide) = (1 << width, 1 + (buckets.Length + 1 << width));
        int count = buckets.Sum(b => b.Length);
        int contents = wide + 3 * count + gap;
        List<int> starts = [], places = [];
        List<byte> body = [];
        foreach (byte[] bucket in buckets)
        {
            starts.Add(wide + body.Count - 1);
            foreach (byte hash in bucket)
            {
                body.Add(hash);
                places.Add(contents + places.Count);
                NativeNumbers.WriteSigned(body, places[^1] - (wide + body.Count));
            }
        }

        starts.Add(wide + body.Count - 1);
        byte[] table = new byte[contents + count];
        table[0] = (byte)(int.Log2(buckets.Length) << 2 | width);
        for (int i = 0; i < starts.Count; i++)
        {
            BitConverter.GetBytes(starts[i]).AsSpan(0, bytes).CopyTo(table.AsSpan(1 + i * bytes));
        }

        body.CopyTo(table, wide);
        return (table, places);
    }
}
