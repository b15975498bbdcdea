using Theseus.Platform.Terminal;
using Xunit;

namespace Theseus.Tests.Platform;

[Collection(ConsoleCollection.Name)]
public sealed class InputRingTests
{
    [Fact]
    public void Gives_what_was_written_in_order()
    {
        InputRing.Clear();
        Assert.True(InputRing.TryWrite("abc"u8));
        Assert.True(InputRing.TryWrite("de"u8));
        Assert.Equal(5, InputRing.Count);
        Span<byte> buffer = stackalloc byte[4];
        Assert.Equal(4, InputRing.Read(buffer));
        Assert.Equal("abcd"u8, buffer);
        Assert.Equal(1, InputRing.Read(buffer));
        Assert.Equal(0, InputRing.Read(buffer));
    }

    [Fact]
    public void A_full_ring_refuses_whole_keys_and_counts_them()
    {
        InputRing.Clear();
        Assert.True(InputRing.TryWrite(new byte[InputRing.Capacity - 2]));
        var dropped = InputRing.Dropped;
        Assert.False(InputRing.TryWrite("\e[A"u8));
        Assert.Equal(3u, InputRing.Dropped - dropped);
        Assert.True(InputRing.TryWrite("ab"u8));
        Assert.Equal(InputRing.Capacity, InputRing.Count);
        InputRing.Clear();
        Assert.Equal(0, InputRing.Count);
    }

    [Fact]
    public void Writer_and_reader_may_run_at_the_same_time()
    {
        const int Total = 1_000_000;
        InputRing.Clear();
        var writer = new Thread(static () =>
        {
            Span<byte> piece = stackalloc byte[7];
            for (var sent = 0; sent < Total;)
            {
                var count = Math.Min(1 + sent % 7, Total - sent);
                for (var i = 0; i < count; i++) piece[i] = (byte)((sent + i) * 31);
                if (InputRing.TryWrite(piece[..count])) sent += count;
                else Thread.Yield();
            }
        });
        writer.Start();
        Span<byte> buffer = stackalloc byte[100];
        for (var received = 0; received < Total;)
        {
            var count = InputRing.Read(buffer);
            if (count == 0) Thread.Yield();
            for (var i = 0; i < count; i++) Assert.Equal((byte)((received + i) * 31), buffer[i]);
            received += count;
        }

        writer.Join();
        Assert.Equal(0, InputRing.Count);
    }
}
