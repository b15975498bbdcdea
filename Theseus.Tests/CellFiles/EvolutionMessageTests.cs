using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

/// <summary>What precedes a message between the host and a running system.</summary>
public sealed class EvolutionMessageTests
{
    private static readonly byte[] s_contents = [1, 2, 3];

    private static byte[] Header() => EvolutionMessage.HeaderOf(EvolutionRequest.Apply, 0xABCD, s_contents);

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        Assert.True(EvolutionMessage.TryRead(
            Header(), out EvolutionRequest kind, out ushort number, out int bytes, out uint crc));
        Assert.Equal((EvolutionRequest.Apply, 0xABCD, 3), (kind, number, bytes));
        Assert.True(EvolutionMessage.AreWhole(s_contents, crc));
        Assert.False(EvolutionMessage.AreWhole([1, 2, 4], crc));
    }

    [Fact]
    public void Its_begin_is_found_behind_anything()
    {
        int matched = 0;
        foreach (byte next in "xTHTTHSTHSM"u8)
        {
            Assert.True(matched < EvolutionMessage.Magic.Length);
            matched = EvolutionMessage.Match(matched, next);
        }

        Assert.Equal(EvolutionMessage.Magic.Length, matched);
    }

    [Fact]
    public void Fewer_bytes_another_begin_or_too_long_contents_are_none()
    {
        for (int length = 0; length < EvolutionMessage.HeaderBytes; length++)
        {
            Assert.False(EvolutionMessage.TryRead(Header().AsSpan(0, length), out _, out _, out _, out _));
        }

        for (int bit = 0; bit < 8 * EvolutionMessage.Magic.Length; bit++)
        {
            byte[] header = Header();
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EvolutionMessage.TryRead(header, out _, out _, out _, out _));
        }

        byte[] huge = Header();
        huge.AsSpan(8, 4).Fill(0xFF);
        Assert.False(EvolutionMessage.TryRead(huge, out _, out _, out _, out _));
    }
}
