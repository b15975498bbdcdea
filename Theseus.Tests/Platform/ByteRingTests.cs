using Theseus.Platform.Terminal;
using Xunit;

namespace Theseus.Tests.Platform;

[Collection(ConsoleCollection.Name)]
public sealed class ByteRingTests
{
    private static ByteRing s_ring;

    [Fact]
    public void Gives_what_was_written_in_order()
    {
        s_ring.Clear();
        Assert.True(s_ring.TryWrite("abc"u8));
        Assert.True(s_ring.TryWrite("de"u8));
        Assert.Equal(5, s_ring.Count);
        Span<byte> buffer = stackalloc byte[4];
        Assert.Equal(4, s_ring.Read(buffer));
        Assert.Equal("abcd"u8, buffer);
        Assert.Equal(1, s_ring.Read(buffer));
        Assert.Equal(0, s_ring.Read(buffer));
    }

    [Fact]
    public void A_full_ring_refuses_whole_keys_and_counts_them()
    {
        s_ring.Clear();
        Assert.True(s_ring.TryWrite(new byte[ByteRing.Capacity - 2]));
        uint dropped = s_ring.Dropped;
        Assert.False(s_ring.TryWrite("\e[A"u8));
        Assert.Equal(3u, s_ring.Dropped - dropped);
        Assert.True(s_ring.TryWrite("ab"u8));
        Assert.Equal(ByteRing.Capacity, s_ring.Count);
        s_ring.Clear();
        Assert.Equal(0, s_ring.Count);
    }

    [Fact]
    public void Writer_and_reader_may_run_at_the_same_time()
    {
        const int Total = 1_000_000;
        s_ring.Clear();
        Thread writer = new(static () =>
        {
            Span<byte> piece = stackalloc byte[7];
            for (int sent = 0; sent < Total;)
            {
                int count = Math.Min(1 + sent % 7, Total - sent);
                for (int i = 0; i < count; i++)
                {
                    piece[i] = (byte)((sent + i) * 31);
                }

                if (s_ring.TryWrite(piece[..count]))
                {
                    sent += count;
                }
                else
                {
                    Thread.Yield();
                }
            }
        });
        writer.Start();
        Span<byte> buffer = stackalloc byte[100];
        for (int received = 0; received < Total;)
        {
            int count = s_ring.Read(buffer);
            if (count == 0)
            {
                Thread.Yield();
            }

            for (int i = 0; i < count; i++)
            {
                Assert.Equal((byte)((received + i) * 31), buffer[i]);
            }

            received += count;
        }

        writer.Join();
        Assert.Equal(0, s_ring.Count);
    }
}
