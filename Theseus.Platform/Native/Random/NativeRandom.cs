using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;

namespace Theseus.Platform.Native.Random;

/// <summary>
/// Random bytes: a ChaCha20 generator with fast key erasure (Bernstein, 2017). Each request begins with a block that
/// replaces the key, so what was given out cannot be computed from what is in memory later. Its key comes from the
/// <see cref="IEntropyPool"/>: a new one when the pool is first worth one, and every 1024 requests after. Bytes that
/// must be secure are refused before that; those that need not be are the best that there are.
/// </summary>
internal static class NativeRandom
{
    private const int RequestsPerSeed = 1024;

    private static ChaCha20.Key s_key;
    private static int s_requestsUntilSeed;
    private static bool s_isSecure;
    private static bool s_hasSaidWhy;

    /// <summary>
    /// 0, or -1 where the arguments make no sense, or where the machine has shown too little that nobody can guess.
    /// </summary>
    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetCryptographicallySecureRandomBytes")]
    internal static unsafe int FillSecurely(byte* buffer, int length) =>
        buffer == null || length < 0 ? Errno.Fail(ErrorNumber.EFAULT) : TryFillSecurely(Passed.Array(buffer, length))
        ? 0 : -1;

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetNonCryptographicallySecureRandomBytes")]
    internal static unsafe void FillQuickly(byte* buffer, int length) => Fill(Passed.Array(buffer, length));

    /// <summary>
    /// Fills with bytes that nobody can guess; false, with EAGAIN noted, where the machine has shown too little of
    /// them.
    /// </summary>
    internal static bool TryFillSecurely(Span<byte> buffer)
    {
        if (!s_isSecure)
        {
            Seed(thoroughly: true);
        }

        if (!s_isSecure)
        {
            SayWhy();
            Errno.Fail(ErrorNumber.EAGAIN);
            return false;
        }

        Fill(buffer);
        return true;
    }

    internal static void Fill(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        if (s_requestsUntilSeed-- == 0)
        {
            Seed(thoroughly: false);
        }

        ChaCha20.Key key = s_key;
        ChaCha20.Generate(key, 0, out ChaCha20.Block block);
        for (int i = 0; i < ChaCha20.KeyWords; i++)
        {
            s_key[i] = block[i];
        }

        uint counter = 0u;
        for (int done = 0; done < buffer.Length;)
        {
            ChaCha20.Generate(key, ++counter, out block);
            for (int i = 0; i < ChaCha20.BlockWords * sizeof(uint) && done < buffer.Length; i++)
            {
                buffer[done++] = (byte)(block[i / sizeof(uint)] >> (i % sizeof(uint) * 8));
            }
        }
    }

    /// <summary>For tests: as at the start of the machine.</summary>
    internal static void Reset()
    {
        (s_key, s_requestsUntilSeed, s_isSecure, s_hasSaidWhy) = (default, 0, false, false);
    }

    /// <summary>
    /// Mixes a key of the pool into the generator's. The first secure bytes come from a key that the pool was worth.
    /// </summary>
    private static void Seed(bool thoroughly)
    {
        if (DriverTable.Entropy is not { } pool)
        {
            s_key[0] ^= (uint)Clock.Now; // before drivers run; the next request asks again
            s_requestsUntilSeed = 0;
            return;
        }

        s_requestsUntilSeed = RequestsPerSeed;
        s_isSecure |= pool.Gather(thoroughly);
        Span<byte> fresh = stackalloc byte[ChaCha20.KeyWords * sizeof(uint)];
        pool.Extract(fresh);
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(fresh);
        for (int i = 0; i < ChaCha20.KeyWords; i++)
        {
            s_key[i] ^= words[i];
        }
    }

    private static void SayWhy()
    {
        if (s_hasSaidWhy)
        {
            return;
        }

        s_hasSaidWhy = true;
        ConsoleOutput.Write(
            "theseus: no secure random numbers: the processor has no generator for them, and its timing is too regular.\n"u8);
    }
}
