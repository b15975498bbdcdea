using System.Security.Cryptography;
using System.Text;
using Theseus.Cells.Drivers.Entropy;
using Theseus.Cells.Drivers.SystemClock;
using Theseus.Platform.Devices;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Random;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>
/// Where secure random numbers come from, how much it counts for, and that they are refused before it is enough.
/// </summary>
// SAFETY: buffers are on the stack and have the length that is given.
[Collection(ConsoleCollection.Name)]
public sealed unsafe class EntropyTests : IDisposable
{
    private readonly Random _random = new(1);
    private readonly SimulatedEntropy _source = new();
    private EntropyPool _pool;

    public EntropyTests()
    {
        Dispose();
        _pool = Begin();
    }

    public void Dispose()
    {
        EntropyPool.Reset();
        DriverTable.Entropy = null;
        NativeRandom.Reset();
        Machine.Reset();
        while (InterruptTimes.TryTake(out _))
        {
        }
    }

    [Theory]
    [InlineData("", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1")]
    public void Sha256_gives_the_hashes_of_fips_180(string text, string hash) =>
        Assert.Equal(hash, Hash(Encoding.ASCII.GetBytes(text), 64));

    [Fact]
    public void Sha256_agrees_with_the_class_library_for_every_length_and_however_it_is_fed()
    {
        for (int length = 0; length < 300; length++)
        {
            byte[] bytes = new byte[length];
            _random.NextBytes(bytes);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), Hash(bytes, 1 + (length % 70)));
        }

        Assert.Equal("CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E046D39CCC7112CD0",
            Hash([.. Enumerable.Repeat((byte)'a', 1_000_000)], 999));
    }

    [Fact]
    public void A_machine_without_any_source_gives_no_secure_bytes_and_says_why_once()
    {
        Assert.False(TryFill(out _));
        Assert.False(TryFill(out _));
        Assert.Equal(1, Machine.Written.Split("no secure random numbers").Length - 1);
        Assert.Equal(0, EntropyPool.Bits);
        byte* some = stackalloc byte[8];
        NativeRandom.FillQuickly(some, 8);
        Assert.NotEqual(0ul, *(ulong*)some);
    }

    [Theory]
    [InlineData(64, 8)]
    [InlineData(32, 16)]
    public void The_processors_generator_is_enough_by_itself(int bitsOfWord, int words)
    {
        int asked = 0;
        _source.HardwareBitsOfWord = bitsOfWord;
        _source.Hardware = () =>
        {
            asked++;
            return (ulong)_random.NextInt64();
        };
        Assert.True(TryFill(out _));
        Assert.Equal(words, asked);
        Assert.True(_source.NoiseSamples < 100); // other sources go in too, and cost little
    }

    [Fact]
    public void A_generator_that_repeats_itself_counts_for_nothing()
    {
        _source.HardwareBitsOfWord = 64;
        _source.Hardware = () => 0x1234;
        Assert.False(TryFill(out _));
        _source.Hardware = () => ulong.MaxValue;
        Assert.False(TryFill(out _));
    }

    [Fact]
    public void Noise_counts_for_an_eighth_of_a_bit_a_sample()
    {
        _source.NoiseSource = () => 900 + (ulong)_random.Next(8);
        Assert.True(TryFill(out _));
        Assert.InRange(_source.NoiseSamples, 256 * 8, 256 * 8 * 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Noise_that_is_none_counts_for_nothing(int kind)
    {
        ulong i = 0;
        _source.NoiseSource = kind switch
        {
            1 => () => i++ % 5000 == 0 ? 2000ul : 1000ul, // stuck, with a tick now and then
            2 => () => 1000 + i++, // a counter
            _ => () => i++ < 700 ? 900 + (ulong)_random.Next(8) : 1000ul, // dies after a while
        };
        Assert.False(TryFill(out _));
    }

    [Fact]
    public void Interrupts_add_up_over_several_attempts()
    {
        for (int i = 0; i < 20 && !TryFill(out _); i++)
        {
            for (int key = 0; key < 60; key++)
            {
                InterruptTimes.Note((ulong)_random.NextInt64());
            }
        }

        Assert.Equal(EntropyPool.BitsWanted, EntropyPool.Bits);
    }

    [Fact]
    public void Only_the_newest_interrupts_are_kept_and_each_is_taken_once()
    {
        for (ulong i = 1; i <= 100; i++)
        {
            InterruptTimes.Note(i);
        }

        List<ulong> taken = [];
        while (InterruptTimes.TryTake(out ulong time))
        {
            taken.Add(time);
        }

        Assert.Equal(Enumerable.Range(37, 64).Select(i => (ulong)i), taken);
    }

    [Fact]
    public void Keys_differ_when_one_bit_of_one_source_does_and_never_repeat()
    {
        HashSet<string> keys = [];
        byte[] key = new byte[32];
        for (int differing = 0; differing < 64; differing++)
        {
            _pool = Begin();
            _source.NoiseSource = () => 1ul << differing;
            _pool.Gather(thoroughly: false);
            for (int i = 0; i < 3; i++)
            {
                _pool.Extract(key);
                Assert.True(keys.Add(Convert.ToHexString(key)));
            }
        }
    }

    [Fact]
    public void The_first_secure_bytes_do_not_follow_from_what_was_given_out_before()
    {
        byte* early = stackalloc byte[32];
        NativeRandom.FillQuickly(early, 32);
        _source.NoiseSource = () => (ulong)_random.Next(1000);
        Assert.True(TryFill(out string one));
        _pool = Begin();
        _source.NoiseSource = () => 1000;
        NativeRandom.FillQuickly(early, 32); // the same as before
        _source.NoiseSource = () => (ulong)_random.Next(1000);
        Assert.True(TryFill(out string other));
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void The_rate_of_the_clock_is_what_most_measurements_say_or_the_processor()
    {
        Assert.Equal(0ul, FrequencyChoice.Middle([]));
        Assert.Equal(5ul, FrequencyChoice.Middle([5]));
        Assert.Equal(5ul, FrequencyChoice.Middle([9, 5]));
        Assert.All(new ulong[][] { [1, 2, 3], [3, 1, 2], [2, 3, 1], [3, 2, 1] },
            m => Assert.Equal(2ul, FrequencyChoice.Middle(m)));
        Assert.False(FrequencyChoice.IsPlausible(0));
        Assert.False(FrequencyChoice.IsPlausible(1_000_000));
        Assert.Equal(2_400_000_000ul, FrequencyChoice.OfProcessor((2, 200, 24_000_000), 2600, 0));
        Assert.Equal(2_600_000_000ul, FrequencyChoice.OfProcessor((2, 200, 0), 2600, 0));
        Assert.Equal(3_000_000_000ul, FrequencyChoice.OfProcessor((2, 200, 24_000_000), 2600, 3_000_000));
        Assert.Equal(0ul, FrequencyChoice.OfProcessor(default, 0, 1));
    }

    /// <summary>As at the start of the machine.</summary>
    private EntropyPool Begin()
    {
        EntropyPool.Reset();
        NativeRandom.Reset();
        EntropyPool pool = new(_source);
        DriverTable.Entropy = pool;
        return pool;
    }

    [Fact]
    public void There_is_one_pool_and_nobody_can_give_it_another_source() =>
        Assert.Throws<InvalidOperationException>(
        () => new EntropyPool(new SimulatedEntropy { HardwareBitsOfWord = 64, Hardware = () => 7 }));

    [Fact]
    public void Before_the_pool_is_there_bytes_are_given_but_no_secure_ones()
    {
        DriverTable.Entropy = null;
        Assert.False(TryFill(out _));
        byte* some = stackalloc byte[8];
        NativeRandom.FillQuickly(some, 8);
        Assert.NotEqual(0ul, *(ulong*)some);
        DriverTable.Entropy = _pool;
        _source.NoiseSource = () => (ulong)_random.Next(1000);
        Assert.True(TryFill(out _));
    }

    private static bool TryFill(out string bytes)
    {
        byte* buffer = stackalloc byte[32];
        bool filled = NativeRandom.FillSecurely(buffer, 32) == 0;
        bytes = Convert.ToHexString(new Span<byte>(buffer, 32));
        return filled;
    }

    private static string Hash(byte[] bytes, int chunk)
    {
        Sha256 hash = Sha256.Start();
        foreach (byte[] part in bytes.Chunk(chunk))
        {
            hash.Append(part);
        }

        byte[] result = new byte[32];
        hash.Finish(result);
        return Convert.ToHexString(result);
    }
}
