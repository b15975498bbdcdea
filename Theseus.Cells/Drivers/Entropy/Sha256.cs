using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Theseus.Cells.Drivers.Entropy;

/// <summary>
/// SHA-256 (FIPS 180-4, sections 4.1.2, 5 and 6.2) of what is appended piece by piece. The kernel has its own, for the
/// pool of entropy stands below everything that could hash for it.
/// </summary>
internal struct Sha256
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    private const int BlockBytes = 64;
    private const int LengthBytes = 8;
    private const int Rounds = 64;

    [InlineArray(8)]
    private struct Words
    {
        private uint _first;
    }

    [InlineArray(BlockBytes)]
    private struct Block
    {
        private byte _first;
    }

    private Words _state;
    private Block _block;
    private ulong _length;

    private static ReadOnlySpan<uint> Initial =>
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    /// <summary>Starts a hash.</summary>
    public static Sha256 Start()
    {
        Sha256 hash = default;
        Initial.CopyTo(hash._state);
        return hash;
    }

    /// <summary>Takes bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _block[(int)(_length++ % BlockBytes)] = value;
            if (_length % BlockBytes == 0)
            {
                Compress();
            }
        }
    }

    /// <summary>Takes a number in, lowest byte first.</summary>
    public void Append(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Ends the hash.</summary>
    /// <param name="hash">Receives its <see cref="HashBytes"/>.</param>
    public void Finish(Span<byte> hash)
    {
        ulong bits = _length * 8;
        Append([0x80]);
        while (_length % BlockBytes != BlockBytes - LengthBytes)
        {
            Append([0]);
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64BigEndian(length, bits);
        Append(length);
        for (int i = 0; i < HashBytes / sizeof(uint); i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], _state[i]);
        }
    }

    private void Compress()
    {
        Span<uint> w = stackalloc uint[Rounds];
        for (int t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(((ReadOnlySpan<byte>)_block)[(t * sizeof(uint))..]);
        }

        for (int t = 16; t < Rounds; t++)
        {
            uint s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18)
                ^ (w[t - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19)
                ^ (w[t - 2] >> 10);
            w[t] = s1 + w[t - 7] + s0 + w[t - 16];
        }

        Words v = _state;
        for (int t = 0; t < Rounds; t++)
        {
            uint s1 = BitOperations.RotateRight(v[4], 6) ^ BitOperations.RotateRight(v[4], 11)
                ^ BitOperations.RotateRight(v[4], 25);
            uint t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + Constants[t] + w[t];
            uint s0 = BitOperations.RotateRight(v[0], 2) ^ BitOperations.RotateRight(v[0], 13)
                ^ BitOperations.RotateRight(v[0], 22);
            uint t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            (v[7], v[6], v[5], v[4]) = (v[6], v[5], v[4], v[3] + t1);
            (v[3], v[2], v[1], v[0]) = (v[2], v[1], v[0], t1 + t2);
        }

        for (int i = 0; i < 8; i++)
        {
            _state[i] += v[i];
        }
    }
}
