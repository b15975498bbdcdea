using System.Numerics;
using System.Runtime.CompilerServices;

namespace Theseus.Platform.Native.Random;

/// <summary>
/// The block function of ChaCha20 (RFC 8439, section 2.3): 64 bytes of key stream from key and counter. Nonce 0.
/// </summary>
internal struct ChaCha20
{
    public const int KeyWords = 8;
    public const int BlockWords = 16;

    private const int DoubleRounds = 10;
    private const int CounterIndex = 12;

    [InlineArray(BlockWords)]
    public struct Block
    {
        private uint _first;
    }

    [InlineArray(KeyWords)]
    public struct Key
    {
        private uint _first;
    }

    public static void Generate(in Key key, uint counter, out Block block)
    {
        Block start = default;
        start[0] = 0x61707865;
        start[1] = 0x3320646E;
        start[2] = 0x79622D32;
        start[3] = 0x6B206574;
        for (int i = 0; i < KeyWords; i++)
        {
            start[4 + i] = key[i];
        }

        start[CounterIndex] = counter;

        block = start;
        for (int round = 0; round < DoubleRounds; round++)
        {
            QuarterRound(ref block[0], ref block[4], ref block[8], ref block[12]);
            QuarterRound(ref block[1], ref block[5], ref block[9], ref block[13]);
            QuarterRound(ref block[2], ref block[6], ref block[10], ref block[14]);
            QuarterRound(ref block[3], ref block[7], ref block[11], ref block[15]);
            QuarterRound(ref block[0], ref block[5], ref block[10], ref block[15]);
            QuarterRound(ref block[1], ref block[6], ref block[11], ref block[12]);
            QuarterRound(ref block[2], ref block[7], ref block[8], ref block[13]);
            QuarterRound(ref block[3], ref block[4], ref block[9], ref block[14]);
        }

        for (int i = 0; i < BlockWords; i++)
        {
            block[i] += start[i];
        }
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
