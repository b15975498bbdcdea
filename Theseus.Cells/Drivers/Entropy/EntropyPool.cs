using System.Runtime.CompilerServices;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Entropy;

/// <summary>
/// Gathers what nobody can guess.
/// <para>The problem: a generator of random bytes is as good as its first key, and of all that a machine shows, little
/// is unknown to who knows the machine. A time-stamp counter right after the boot is not enough.</para>
/// <para>The idea (Barak and Halevi, "A model and architecture for pseudo-random generation", 2005; NIST SP 800-90B):
/// samples of all sources go into one state by SHA-256, which loses none of them and lets none undo another; how much
/// they are worth is counted apart, and low. Until 256 bits are counted no key is given out for bytes that must be
/// secure. A key is a hash of the state, which is replaced by another hash of itself, so neither tells of the other or
/// of the past.</para>
/// </summary>
public sealed class EntropyPool : IEntropyPool
{
    /// <summary>Bits that must be counted before the pool is worth a key.</summary>
    public const int BitsWanted = 256;

    // Of the noise: enough for the bits by itself, three times over, before it is given up.
    private const int MostSamples = 3 * BitsWanted * HealthTest.SamplesPerBit;
    private const int FewSamples = 64;
    private const int HardwareWords = 8;

    [InlineArray(Sha256.HashBytes)]
    private struct Hash
    {
        private byte _first;
    }

    // In statics, and not in the object: what lies in the heap is put back when a program ends, and the next would draw
    // the same keys.
    private static Hash s_state;
    private static int s_bits;
    private static bool s_isMade;

    private readonly IEntropySource _source;

    /// <param name="source">What of the machine is hard to guess.</param>
    /// <exception cref="InvalidOperationException">There is a pool already: nobody can give it another
    /// _source.</exception>
    public EntropyPool(IEntropySource source)
    {
        if (s_isMade)
        {
            throw new InvalidOperationException("There is a pool already.");
        }

        s_isMade = true;
        _source = source;
    }

    /// <summary>Bits of entropy that are counted so far, at most <see cref="BitsWanted"/>.</summary>
    internal static int Bits => s_bits;

    /// <summary>For tests: as at the start of the machine.</summary>
    internal static void Reset() => (s_state, s_bits, s_isMade) = (default, 0, false);

    /// <inheritdoc/>
    /// <remarks>
    /// What more can be had is noise: it is measured until it is enough, or has shown that it is none.
    /// </remarks>
    public bool Gather(bool thoroughly)
    {
        Sha256 hash = Begin("gather"u8);
        hash.Append(_source.Timestamp);
        hash.Append(_source.BootFacts);
        int bits = TakeHardware(ref hash) + TakeInterrupts(ref hash);
        bool enough = s_bits + bits >= BitsWanted;
        bits += TakeNoise(ref hash, thoroughly && !enough ? MostSamples : FewSamples, BitsWanted - s_bits - bits);
        hash.Finish(s_state);
        s_bits = Math.Min(BitsWanted, s_bits + bits);
        return s_bits == BitsWanted;
    }

    /// <inheritdoc/>
    public void Extract(Span<byte> key)
    {
        Begin("key"u8).Finish(key);
        Begin("next"u8).Finish(s_state);
    }

    private static Sha256 Begin(ReadOnlySpan<byte> purpose)
    {
        Sha256 hash = Sha256.Start();
        hash.Append((ulong)purpose.Length);
        hash.Append(purpose);
        hash.Append(s_state);
        return hash;
    }

    /// <summary>The CPU's own generator; one that repeats itself counts for nothing.</summary>
    private int TakeHardware(ref Sha256 hash)
    {
        int bitsOfWord = _source.HardwareBitsOfWord;
        int words = bitsOfWord == 0 ? 0 : HardwareWords * 64 / bitsOfWord;
        int bits = 0;
        ulong last = 0;
        for (int i = 0; i < words && _source.TryHardware(out ulong word); i++)
        {
            hash.Append(word);
            if (word == last || word is 0 or ulong.MaxValue)
            {
                return 0;
            }

            last = word;
            bits += bitsOfWord;
        }

        return bits;
    }

    /// <summary>When interrupts came: half a bit each, for a person does not hit a key to the nanosecond.</summary>
    private int TakeInterrupts(ref Sha256 hash)
    {
        int count = 0;
        while (_source.TryTakeInterruptTime(out ulong time))
        {
            hash.Append(time);
            count++;
        }

        return count / 2;
    }

    /// <summary>
    /// How long the same piece of work takes, again and again; what is alike in its differences counts for nothing.
    /// </summary>
    private int TakeNoise(ref Sha256 hash, int samples, int bitsWanted)
    {
        HealthTest health = default;
        ulong last = 0;
        ulong lastChange = 0;
        int counted = 0;
        for (int i = 0; i < samples
            && (samples == FewSamples || counted < (bitsWanted + 1) * HealthTest.SamplesPerBit); i++)
        {
            ulong sample = _source.Noise();
            hash.Append(sample);
            health.Take(sample);
            ulong change = sample - last;
            counted += change != 0 && change != lastChange ? 1 : 0;
            (last, lastChange) = (sample, change);
        }

        return health.HasFailed ? 0 : Math.Max(0, (counted / HealthTest.SamplesPerBit) - 1);
    }
}
