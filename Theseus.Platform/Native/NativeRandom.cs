using System.Runtime;

namespace Theseus.Platform.Native;

/// <summary>
/// Random bytes: a ChaCha20 generator with fast key erasure (Bernstein, 2017). Each request begins with a block that
/// replaces the key, so what was given out cannot be computed from what is in memory later. Fresh entropy from the
/// machine goes into the key at the first request and every 1024 after.
/// </summary>
// SAFETY: the BCL passes a buffer of the length it gives; null and negative lengths are refused.
internal static unsafe class NativeRandom
{
    private const int RequestsPerSeed = 1024;

    private static ChaCha20.Key _key;
    private static int _requestsUntilSeed;

    /// <summary>0, or -1 where the arguments make no sense.</summary>
    [RuntimeExport("SystemNative_GetCryptographicallySecureRandomBytes")]
    internal static int FillSecurely(byte* buffer, int length)
    {
        if (buffer == null || length < 0) return Errno.Fail(ErrorNumber.EFAULT);
        Fill(new Span<byte>(buffer, length));
        return 0;
    }

    [RuntimeExport("SystemNative_GetNonCryptographicallySecureRandomBytes")]
    internal static void FillQuickly(byte* buffer, int length)
    {
        if (buffer != null && length > 0) Fill(new Span<byte>(buffer, length));
    }

    internal static void Fill(Span<byte> buffer)
    {
        if (_requestsUntilSeed-- == 0) Seed();

        var key = _key;
        ChaCha20.Generate(key, 0, out var block);
        for (var i = 0; i < ChaCha20.KeyWords; i++) _key[i] = block[i];

        var counter = 0u;
        for (var done = 0; done < buffer.Length;)
        {
            ChaCha20.Generate(key, ++counter, out block);
            for (var i = 0; i < ChaCha20.BlockWords * sizeof(uint) && done < buffer.Length; i++)
            {
                buffer[done++] = (byte)(block[i / sizeof(uint)] >> (i % sizeof(uint) * 8));
            }
        }
    }

    private static void Seed()
    {
        _requestsUntilSeed = RequestsPerSeed;
        for (var i = 0; i < ChaCha20.KeyWords; i += 2)
        {
            var entropy = Machine.RandomSeed();
            _key[i] ^= (uint)entropy;
            _key[i + 1] ^= (uint)(entropy >> 32);
        }
    }
}
